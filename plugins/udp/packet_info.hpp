#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <span>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::udp {

using Socket = boost::asio::ip::udp::socket;
using Endpoint = boost::asio::ip::udp::endpoint;
using Address = boost::asio::ip::address;

/// Has the system tell of each datagram to which of our addresses it was sent.
/// @spec ip(7), IP_PKTINFO; RFC 3542, section 6
ErrorCode enable_packet_info(Socket& socket);

/// A datagram as the system gives it.
struct ReceivedDatagram {
    std::size_t size = 0;  ///< the bytes in the buffer; the rest of a longer datagram is lost
    Endpoint from{};       ///< plain, also if the socket is one of IPv6
    Address to{};          ///< plain; unspecified if the system does not tell, or for a multicast
};

/// Takes one datagram without waiting.
/// @errors would_block if there is none; what the system says
Result<ReceivedDatagram> receive_now(Socket& socket, std::span<std::uint8_t> buffer);

/// Sends one datagram without waiting.
/// @param from  the source address; unspecified, or of the other family than `to`: any
/// @errors would_block if the system's buffer is full; what the system says
Result<void> send_now(Socket& socket, BytesView datagram, const Endpoint& to, const Address& from);

}  // namespace plexus::udp
