#pragma once

#include <array>
#include <cstdint>

#include <api/async/clock.hpp>
#include <api/core/bytes.hpp>
#include <kit/net/token_bucket.hpp>

namespace plexus::inline v1::eth {

/// Notices a peer that sends the same again and again: whole messages by a cheap hash of their
/// bytes, before they are decoded, and contents that it had sent in other messages.
///
/// @thread the peer's strand
class Repeats {
public:
    /// Whether the peer has sent these very bytes among its last messages. Short messages are not
    /// remembered: they cost little, and may rightly come twice.
    bool has_sent(std::uint64_t message_code, BytesView payload);

    /// Counts bytes that brought nothing new.
    /// @returns false once the peer has sent more of them than any honest peer does
    bool tolerates(std::size_t bytes, SteadyTime now);

private:
    static constexpr std::size_t remembered = 32;  ///< messages
    static constexpr std::size_t least_bytes = 1024;
    // Our choice: a message of full size once in a while, and 256 KiB/s for transactions that cross
    // ours on their way.
    static constexpr net::Rate rate{.per_second = 256 * 1024, .burst = 16 * 1024 * 1024};

    std::array<std::uint64_t, remembered> last_{};  ///< marks of messages, a ring
    std::size_t next_ = 0;
    net::TokenBucket waste_{rate};
};

}  // namespace plexus::inline v1::eth
