#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::net {

/// A message as received: its code and its decompressed payload.
struct Message {
    std::uint64_t code = 0;  ///< a wire code on a link; from 0 on within a capability
    SharedBytes payload{};   ///< RLP, unchecked
};

/// What goes first when a link cannot send everything at once.
enum class Priority : std::uint8_t {
    control,  ///< handshakes, requests and replies; a link that cannot queue them is ended
    gossip,   ///< announcements: dropped first when the queue is full
};

/// A message to send: encoded once, compressed once, shared by all the links it goes to.
///
/// @thread  any
class OutboundMessage {
public:
    /// @param code  counts from 0 within the capability; each link adds its own offset
    OutboundMessage(std::uint64_t code, Bytes payload)
        : code_(code), payload_(std::move(payload)) {}

    /// From 0 on within the capability.
    std::uint64_t code() const noexcept { return code_; }
    /// Before compression; valid as long as the message.
    BytesView payload() const noexcept { return payload_; }

    /// The payload as `compress(BytesView) -> Bytes` makes it, which is called at most once.
    template <class Compress>
    BytesView compressed(Compress&& compress) const {
        std::call_once(once_, [&] { compressed_ = compress(BytesView{payload_}); });
        return compressed_;
    }

private:
    std::uint64_t code_;
    Bytes payload_;
    mutable std::once_flag once_;
    mutable Bytes compressed_;
};

/// Immutable but for the compressed form, which is made once.
using SharedMessage = std::shared_ptr<const OutboundMessage>;

/// Makes a message that any number of links can share.
inline SharedMessage make_message(std::uint64_t code, Bytes payload) {
    return std::make_shared<const OutboundMessage>(code, std::move(payload));
}

}  // namespace plexus::inline v1::net
