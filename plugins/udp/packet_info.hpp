#pragma once

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <memory>
#include <span>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::udp {

using Socket = boost::asio::ip::udp::socket;
using Endpoint = boost::asio::ip::udp::endpoint;
using Address = boost::asio::ip::address;

/// Has the system tell of each datagram to which of our addresses it was sent.
/// @spec ip(7), IP_PKTINFO; RFC 3542, section 6
/// @param six  the socket is one of IPv6
ErrorCode enable_packet_info(Socket& socket, bool six);

/// A datagram as the system gives it.
struct ReceivedDatagram {
    BytesView bytes{};  ///< one more than net::max_datagram_bytes at most; the rest is lost
    Endpoint from{};    ///< plain, also if the socket is one of IPv6
    Address to{};       ///< plain; unspecified if the system does not tell, or for a multicast
};

/// Takes the datagrams that wait at a socket, several with one call of the system.
class DatagramBatch {
public:
    /// A call takes as many at most.
    static constexpr std::size_t size = 16;

    DatagramBatch();
    ~DatagramBatch();

    /// Takes what is there without waiting.
    /// @returns  the datagrams, until the next call; fewer than `size` if no more were there
    /// @errors   would_block if there is none; what the system says
    Result<std::span<const ReceivedDatagram>> receive(Socket& socket);

private:
    struct Places;

    std::unique_ptr<Places> places_;
    std::array<ReceivedDatagram, size> received_{};
};

/// Sends one datagram without waiting.
/// @param six   the socket is one of IPv6, where addresses of IPv4 are mapped
/// @param from  the source address; unspecified, or of the other family than `to`: any
/// @thread any, while nobody closes the socket
/// @errors would_block if the system's buffer is full; what the system says
Result<void> send_now(Socket& socket, bool six, BytesView datagram, const Endpoint& to,
                      const Address& from);

}  // namespace plexus::udp
