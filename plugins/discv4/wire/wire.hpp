#pragma once

#include <boost/asio/ip/udp.hpp>
#include <functional>

#include <api/core/asio.hpp>
#include <api/core/log.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/net/address_limit.hpp>

#include "datagram.hpp"

namespace plexus::discv4 {

/// The socket. Packets that it hands on have a good hash, a known sender and are not expired; all
/// others are dropped here, the cheapest checks first.
///
/// @thread  one strand, its executor
class Wire {
public:
    /// An authentic packet. `from` is the datagram's source, whatever the packet says.
    struct IncomingPacket {
        Packet packet;
        net::NodeId sender;
        asio::ip::udp::endpoint from;
        Hash256 hash;
    };
    using Handler = std::function<void(const IncomingPacket&)>;

    Wire(const Executor& executor, const net::LocalNode& self, Metrics& metrics, Logger logger);

    /// @param wish  the port to try first if `port` is 0, which means any
    /// @errors ConfigError if the port is taken
    void open(const asio::ip::address& address, std::uint16_t port, std::uint16_t wish);
    std::uint16_t port() const noexcept { return port_; }
    void close() noexcept;

    /// Signs and sends. Like any datagram it may be lost, and is dropped at once if the system's
    /// buffer is full: a UDP socket is written without waiting, so that no queue grows.
    /// @returns the packet's hash
    Result<Hash256> send(const Packet& packet, const asio::ip::udp::endpoint& to);

    /// Receives until cancelled or closed.
    awaitable<void> receive(Handler handler);

private:
    bool bind(const asio::ip::udp::endpoint& endpoint, ErrorCode& error);
    void handle(BytesView datagram, const asio::ip::udp::endpoint& from, const Handler& handler);
    void refuse(const char* reason, const asio::ip::udp::endpoint& from, std::size_t size);

    const net::LocalNode& self_;
    Logger log_;
    asio::ip::udp::socket socket_;
    Clock& clock_;
    std::uint16_t port_ = 0;
    net::AddressLimit limit_;
    net::TokenBucket refusal_lines_;
    Counter& received_;
    Counter& sent_;
    Counter& refused_;
    Counter& over_limit_;
};

}  // namespace plexus::discv4
