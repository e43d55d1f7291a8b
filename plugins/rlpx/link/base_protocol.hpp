#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/message.hpp>
#include <api/net/reason.hpp>
#include <api/net/transport.hpp>

namespace plexus::rlpx {

/// The messages that belong to the link itself.
/// @spec  RLPx, "p2p Capability"
namespace code {
inline constexpr std::uint64_t hello = 0;
inline constexpr std::uint64_t disconnect = 1;
inline constexpr std::uint64_t ping = 2;
inline constexpr std::uint64_t pong = 3;
}  // namespace code

/// From this version of a Hello on, payloads are compressed. @spec EIP-706
inline constexpr std::uint64_t snappy_version = 5;

Bytes encode_hello(const net::Hello& hello);

/// Further elements are ignored, as are capabilities whose version no capability of ours can have.
/// @errors  malformed, non_canonical, limit_exceeded; bad_key if the id is zero or not 64 bytes
Result<net::Hello> decode_hello(BytesView payload);

Bytes encode_disconnect(net::Reason reason);

/// Reads a Disconnect in all forms in use: a list, a bare byte, nothing; compressed or not. It
/// never fails: the remote leaves whatever the payload says.
/// @returns  `requested` if no reason can be found in it
net::Reason decode_disconnect(BytesView payload) noexcept;

/// The payload of Ping and Pong: an empty list.
inline constexpr std::uint8_t empty_list = 0xc0;

/// The one Ping of all links.
inline const net::SharedMessage& ping_message() {
    static const net::SharedMessage message = net::make_message(code::ping, Bytes{empty_list});
    return message;
}

/// The one Pong of all links.
inline const net::SharedMessage& pong_message() {
    static const net::SharedMessage message = net::make_message(code::pong, Bytes{empty_list});
    return message;
}

}  // namespace plexus::rlpx
