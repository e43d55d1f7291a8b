#pragma once

#include <boost/asio/ip/udp.hpp>

#include <api/core/asio.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::nat {

/// Tells which request a response belongs to; random, so that only a receiver of the request can
/// respond.
using TransactionId = FixedBytes<12>;

/// A request for the address that it comes from.
/// @spec RFC 5389, 7.1: a Binding request without attributes
Bytes encode_binding_request(const TransactionId& id);

/// Whether a datagram is a response of this protocol, by its type and cookie alone. Where they are,
/// a datagram of discovery has bytes of a hash.
bool is_stun_response(BytesView datagram) noexcept;

/// What a server says.
struct BindingResponse {
    TransactionId id{};
    asio::ip::udp::endpoint seen{};  ///< where the request came from
};

/// @errors malformed; refused if the server reports an error
/// @spec   RFC 5389, 15.1 and 15.2
Result<BindingResponse> decode_binding_response(BytesView datagram);

}  // namespace plexus::nat
