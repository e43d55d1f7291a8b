#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>
#include <api/eth/protocol_overrides.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/messages/receipts.hpp>

namespace plexus::inline v1::eth {

class Session;

/// What the session does with a message.
enum class Handling : std::uint8_t {
    response,  ///< completes a pending request at once, by the receiving coroutine
    request,   ///< gets a response, in the order of arrival
    gossip,    ///< goes to the handlers, in the order of arrival
};

/// One message of a version. A code without an entry is a breach of the protocol.
struct MessageEntry {
    /// Handles one message of a session, on the peer's strand. It may be a function of the plugin
    /// that brings the version: see Session::respond().
    /// @returns an error if the message breaks the protocol, which ends the session
    using Handler = awaitable<Result<void>> (*)(Session& session, SharedBytes payload);

    std::uint64_t code = 0;                  ///< counted from the offset of the capability
    const char* name = "";                   ///< as the specification names it, for logs
    Handling handling = Handling::response;  ///< which of the session's coroutines takes it
    Handler handler = nullptr;               ///< none for responses: the requester decodes them
};

/// A member function of the session as a handler.
template <awaitable<Result<void>> (Session::*member)(SharedBytes)>
awaitable<Result<void>> handled_by(Session& session, SharedBytes payload) {
    return (session.*member)(std::move(payload));
}

/// The messages of one version, as a constant.
class MessageTable {
public:
    static constexpr std::size_t capacity = 32;  ///< messages; more do not compile

    /// @param messages  codes all different
    constexpr MessageTable(std::initializer_list<MessageEntry> messages) {
        for (const MessageEntry& entry : messages) messages_[count_++] = entry;
    }

    /// The same entries without those of the given codes.
    template <class... Codes>
    constexpr MessageTable without(Codes... codes) const {
        MessageTable result{};
        for (const MessageEntry& entry : view()) {
            if (((entry.code != codes) && ...)) result.messages_[result.count_++] = entry;
        }
        return result;
    }

    /// The same entries and one more, which replaces one with the same code.
    constexpr MessageTable with(const MessageEntry& entry) const {
        MessageTable result = without(entry.code);
        result.messages_[result.count_++] = entry;
        return result;
    }

    /// The entry of a code, counted from the capability's offset; null if the version has no such
    /// message.
    constexpr const MessageEntry* find(std::uint64_t code) const noexcept {
        for (const MessageEntry& entry : view()) {
            if (entry.code == code) return &entry;
        }
        return nullptr;
    }

    /// All entries, in no particular order.
    constexpr std::span<const MessageEntry> view() const noexcept {
        return {messages_.data(), count_};
    }

private:
    std::array<MessageEntry, capacity> messages_{};
    std::size_t count_ = 0;
};

/// How a version writes NewPooledTransactionHashes.
struct AnnouncementCodec {
    /// Writes the message's payload.
    Bytes (*encode)(std::span<const TransactionAnnouncement> transactions);
    /// Reads the message's payload.
    /// @errors malformed, non_canonical, limit_exceeded
    Result<std::vector<TransactionAnnouncement>> (*decode)(BytesView payload);
};

/// How a version writes and reads GetReceipts and Receipts.
struct ReceiptsCodec {
    /// Whether the last list of a response may be cut where the message is full.
    enum class Cut : std::uint8_t { never, last_list };

    /// Writes GetReceipts.
    Bytes (*encode_request)(std::uint64_t id, const ReceiptsQuery& query);
    /// Reads a peer's GetReceipts.
    Result<Enveloped<ReceiptsQuery>> (*decode_request)(BytesView payload);
    /// Writes Receipts, with lists in the form of this version.
    Bytes (*encode_response)(std::uint64_t id, const ReceiptsResponse& response);
    /// The same of whole lists that are compressed.
    net::CompressedPayload (*join_response)(std::uint64_t id, chain::PackedItems lists);
    /// Reads a peer's Receipts.
    /// @param requested  how many hashes the request had; more lists are limit_exceeded
    Result<Enveloped<ReceiptsResponse>> (*decode_response)(const SharedBytes& payload,
                                                           std::size_t requested);

    /// Converts one block's list from the form of eth/68; null if the version has that form.
    Result<SharedBytes> (*to_wire)(const SharedBytes& list) = nullptr;
    /// The reverse of `to_wire`: a list of a peer in the form of eth/68, whose blooms are those of
    /// its logs.
    /// @errors also those of checked_blooms
    Result<SharedBytes> (*from_wire)(const SharedBytes& list);
    Cut cut = Cut::never;  ///< from eth/70 on `last_list`
};

/// One version of eth: which codes exist, and the three codecs that differ between versions.
struct ProtocolSpec {
    std::uint32_t version = 0;            ///< as Hello offers it
    std::uint64_t length = 17;            ///< message codes, before the chain's protocol overrides
    MessageTable messages{};              ///< all but Status
    const StatusCodec* status = nullptr;  ///< a constant of the plugin; never null
    const AnnouncementCodec* announcement = nullptr;  ///< a constant of the plugin; never null
    const ReceiptsCodec* receipts = nullptr;          ///< a constant of the plugin; never null
};

}  // namespace plexus::inline v1::eth
