#pragma once

#include <cstddef>
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

/// A payload that is at hand in its compressed form alone: a Snappy block.
struct CompressedPayload {
    Bytes bytes{};         ///< as compress() would have made it
    std::size_t size = 0;  ///< before compression
    /// The reverse, for a link that does not compress. A function of a plugin or of the sdk.
    Bytes (*uncompress)(BytesView bytes) = nullptr;
};

/// A message to send: encoded once, compressed once, shared by all the links it goes to.
///
/// @thread  any
class OutboundMessage {
public:
    /// @param code  counts from 0 within the capability; each link adds its own offset
    OutboundMessage(std::uint64_t code, Bytes payload)
        : code_(code), size_(payload.size()), payload_(std::move(payload)) {}

    /// @param code  as above
    OutboundMessage(std::uint64_t code, CompressedPayload payload)
        : code_(code),
          size_(payload.size),
          uncompress_(payload.uncompress),
          compressed_(std::move(payload.bytes)) {}

    /// From 0 on within the capability.
    std::uint64_t code() const noexcept { return code_; }
    /// Bytes of the payload before compression.
    std::size_t size() const noexcept { return size_; }
    /// Before compression; valid as long as the message. Made at the first call if the message came
    /// compressed.
    BytesView payload() const {
        if (uncompress_ != nullptr) {
            std::call_once(once_, [&] { payload_ = uncompress_(compressed_); });
        }
        return payload_;
    }

    /// The payload as `compress(BytesView) -> Bytes` makes it, which is called at most once.
    template <class Compress>
    BytesView compressed(Compress&& compress) const {
        if (uncompress_ == nullptr) {
            std::call_once(once_, [&] { compressed_ = compress(BytesView{payload_}); });
        }
        return compressed_;
    }

private:
    std::uint64_t code_;
    std::size_t size_;
    Bytes (*uncompress_)(BytesView) = nullptr;  // null: `payload_` came, and not `compressed_`
    mutable std::once_flag once_;               // for the form that did not come
    mutable Bytes payload_{};
    mutable Bytes compressed_{};
};

/// Immutable but for the form that it came without, which is made once.
using SharedMessage = std::shared_ptr<const OutboundMessage>;

/// Makes a message that any number of links can share.
inline SharedMessage make_message(std::uint64_t code, CompressedPayload payload) {
    return std::make_shared<const OutboundMessage>(code, std::move(payload));
}

/// Makes a message that any number of links can share.
inline SharedMessage make_message(std::uint64_t code, Bytes payload) {
    return std::make_shared<const OutboundMessage>(code, std::move(payload));
}

}  // namespace plexus::inline v1::net
