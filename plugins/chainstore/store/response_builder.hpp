#pragma once

#include <cstddef>
#include <vector>

#include <api/chain/header_query.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// Gathers the headers of one response, and copies them once all are known: memory that grows is
/// cleared by the system and copied each time.
class HeaderResponse {
public:
    explicit HeaderResponse(chain::Budget budget) : budget_{budget} {}

    /// Whether no further item is to be added: the budget is judged before each.
    bool is_full() const noexcept {
        return headers_.size() >= budget_.items || bytes_ >= budget_.bytes;
    }

    /// @param header  stays where it is until take()
    void add(BytesView header);

    chain::RawItems take() const;

private:
    chain::Budget budget_;
    std::vector<BytesView> headers_;
    std::size_t bytes_ = 0;
};

/// Gathers the items of one response in one piece of memory, which they share.
class Response {
public:
    explicit Response(chain::Budget budget) : budget_{budget} {}

    /// As HeaderResponse has it.
    bool is_full() const noexcept {
        return ends_.size() >= budget_.items || bytes_.size() >= budget_.bytes;
    }

    /// Adds a stored value, receipts in the form of eth/68.
    /// @returns false if it is damaged
    bool add_packed(BytesView packed);

    chain::RawItems take();

private:
    chain::Budget budget_;
    Bytes bytes_;
    std::vector<std::size_t> ends_;
};

/// Gathers the items of one response in the compressed form in which the store has them.
class PackedResponse {
public:
    /// Shorter items hardly shrink by themselves, and are compressed together: what is saved is
    /// encryption, which costs more.
    static constexpr std::size_t least_alone = 4096;

    /// Items that are compressed together: Snappy looks for what is equal within that much at once,
    /// and less memory stays in the processor's cache.
    static constexpr std::size_t most_together = 64 * 1024;

    /// Room in front for what a message has there, so that it takes no second buffer.
    static constexpr std::size_t message_front = 64;

    /// @param form  of receipts; all else has only the one with blooms
    explicit PackedResponse(chain::Budget budget,
                            chain::ReceiptForm form = chain::ReceiptForm::with_blooms)
        : budget_{budget}, form_{form} {}

    /// As HeaderResponse has it.
    bool is_full() const noexcept {
        return items_.count >= budget_.items || items_.size >= budget_.bytes;
    }

    /// Adds a stored value.
    /// @returns false if it is damaged
    bool add_packed(BytesView packed);

    chain::PackedItems take();

private:
    bool add_alone(BytesView packed);
    bool add_short(BytesView packed);
    void make_room(std::size_t elements, std::size_t item);
    void compress_short();

    chain::Budget budget_;
    chain::ReceiptForm form_;
    chain::PackedItems items_;
    Bytes short_;  // items one after the other, to be compressed together
};

}  // namespace plexus::chainstore
