#pragma once

#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <memory>

#include <api/core/asio.hpp>
#include <api/core/log.hpp>
#include <api/net/datagram_port.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/net/token_bucket.hpp>

#include "clock_watch.hpp"
#include "datagram.hpp"

namespace plexus::discv4 {

/// Packets over the node's UDP port. Packets that it hands on have a good hash, a known sender and
/// are not expired; all others are dropped here, the cheapest checks first.
///
/// @thread  one strand, its executor
class Wire {
public:
    /// An authentic packet. `from` is the datagram's source, whatever the packet says.
    struct IncomingPacket {
        Packet packet;
        net::NodeId sender;
        asio::ip::udp::endpoint from;
        asio::ip::address to;  ///< the address of ours that got the packet; unspecified: not known
        Hash256 hash;
    };
    using Handler = std::function<void(const IncomingPacket&)>;

    Wire(const Executor& executor, net::DatagramPort& port, const net::LocalNode& self,
         Metrics& metrics, Logger logger);

    /// Hands every packet from now on to the handler, until `close`.
    void receive(Handler handler);
    void close() noexcept { receiver_.reset(); }

    /// Tells the port whose datagrams are worth more than a stranger's.
    void note_proof(const asio::ip::address& host) { port_.note_proof(host); }
    void note_request(const asio::ip::address& host, unsigned datagrams) {
        port_.note_request(host, datagrams);
    }

    /// Signs and sends. Like any datagram it may be lost on the way.
    /// @param from  the address of ours to send from; unspecified: the system chooses
    /// @returns the packet's hash
    /// @errors  as DatagramPort::send, and what the keeper of the key says
    Result<Hash256> send(const Packet& packet, const asio::ip::udp::endpoint& to,
                         const asio::ip::address& from = {});

    /// Responds to a packet, from the address that it was sent to.
    Result<Hash256> respond(const Packet& packet, const IncomingPacket& to) {
        return send(packet, to.from, to.to);
    }

private:
    void take(const net::Datagram& datagram, const Handler& handler);
    void refuse(Counter& counter, const char* reason, const net::Datagram& datagram);
    void check_clock(const Packet& packet, const net::Datagram& datagram);

    Executor executor_;
    net::DatagramPort& port_;
    const net::LocalNode& self_;
    Logger log_;
    Clock& clock_;
    net::TokenBucket refusal_lines_;
    Counter& received_;
    Counter& sent_;
    Counter& malformed_;
    Counter& expired_;
    ClockWatch clock_watch_{};
    std::shared_ptr<void> receiver_;
};

}  // namespace plexus::discv4
