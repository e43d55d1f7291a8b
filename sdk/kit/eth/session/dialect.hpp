#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>
#include <api/eth/accent.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/messages/receipts.hpp>

namespace plexus::inline v1::eth {

class Session;

/// What the session does with a message.
enum class Handling : std::uint8_t {
    answer,    ///< completes a pending request, on the spot
    question,  ///< is answered, in the order of arrival
    gossip,    ///< goes to the handlers, in the order of arrival
};

/// One message of a version. A code without a row is a breach of the protocol.
struct Row {
    using Handler = awaitable<Result<void>> (Session::*)(SharedBytes payload);

    std::uint64_t code = 0;
    const char* name = "";
    Handling handling = Handling::answer;
    Handler handler = nullptr;  ///< none for answers: who asked decodes them
};

/// The rows of one version, as a constant.
class Rows {
public:
    static constexpr std::size_t capacity = 32;

    constexpr Rows(std::initializer_list<Row> rows) {
        for (const Row& row : rows) rows_[count_++] = row;
    }

    /// The same rows but those of the given codes.
    template <class... Codes>
    constexpr Rows without(Codes... codes) const {
        Rows result{};
        for (const Row& row : view()) {
            if (((row.code != codes) && ...)) result.rows_[result.count_++] = row;
        }
        return result;
    }

    /// The same rows and one more, which takes the place of one with the same code.
    constexpr Rows with(const Row& row) const {
        Rows result = without(row.code);
        result.rows_[result.count_++] = row;
        return result;
    }

    constexpr const Row* find(std::uint64_t code) const noexcept {
        for (const Row& row : view()) {
            if (row.code == code) return &row;
        }
        return nullptr;
    }

    constexpr std::span<const Row> view() const noexcept { return {rows_.data(), count_}; }

private:
    std::array<Row, capacity> rows_{};
    std::size_t count_ = 0;
};

/// How a version writes NewPooledTransactionHashes.
struct AnnouncementCodec {
    Bytes (*encode)(std::span<const TransactionAnnouncement> transactions);
    Result<std::vector<TransactionAnnouncement>> (*decode)(BytesView payload);
};

/// How a version asks for receipts and gives them.
struct ReceiptsCodec {
    /// Whether the last list of an answer may be cut where the message is full.
    enum class Cut : std::uint8_t { never, last_list };

    Bytes (*encode_question)(std::uint64_t id, const ReceiptsQuery& query);
    Result<Enveloped<ReceiptsQuery>> (*decode_question)(BytesView payload);
    Bytes (*encode_answer)(std::uint64_t id, const ReceiptsAnswer& answer);
    Result<Enveloped<ReceiptsAnswer>> (*decode_answer)(const SharedBytes& payload,
                                                       std::size_t asked);

    /// One block's list from the form of eth/68 and back; none where the form is that one.
    Result<SharedBytes> (*to_wire)(const SharedBytes& list) = nullptr;
    Result<SharedBytes> (*from_wire)(const SharedBytes& list) = nullptr;
    Cut cut = Cut::never;
};

/// One version of eth: which codes exist, and the three codecs that ever changed.
struct Dialect {
    std::uint32_t version = 0;
    std::uint64_t length = 17;  ///< message codes, before the chain's accent
    Rows rows{};
    const StatusCodec* status = nullptr;
    const AnnouncementCodec* announcement = nullptr;
    const ReceiptsCodec* receipts = nullptr;
};

}  // namespace plexus::inline v1::eth
