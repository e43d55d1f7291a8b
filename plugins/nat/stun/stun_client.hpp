#pragma once

#include <boost/asio/ip/udp.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/core/log.hpp>
#include <api/net/datagram_port.hpp>
#include <api/net/local_node.hpp>

#include "message.hpp"

namespace plexus::nat {

/// A server, as the operator names it.
struct StunServer {
    std::string host;  ///< a name or an address
    std::uint16_t port = 0;
};

/// @param text  "host:port" or "[address]:port"; without a port the default port of the protocol
/// @errors      malformed
Result<StunServer> parse_stun_server(const std::string& text);

/// Learns from servers which address the discovery port has on the internet. The requests leave
/// from that port itself, so that the port a router has given it is learnt too. More than half of
/// the servers must agree: none of them has to be trusted alone, unless there is only one.
///
/// @thread  its executor, a strand
class StunClient {
public:
    static constexpr std::size_t most_servers = 8;
    /// Often enough to keep the port open in a router, most of which forget it after minutes.
    static constexpr std::chrono::minutes interval{2};
    /// The first wait for a response; each further one is twice as long.
    /// @spec RFC 5389, 7.2.1: 500 ms, there with seven tries
    static constexpr std::chrono::milliseconds first_wait{500};
    static constexpr unsigned tries = 3;
    static constexpr std::chrono::seconds name_wait{5};

    StunClient(const Executor& executor, net::DatagramPort& port, net::LocalNode& self,
               std::vector<StunServer> servers, Logger logger);

    /// Sends requests until cancelled.
    awaitable<void> run();

private:
    struct Waiting {
        asio::ip::udp::endpoint server{};
        std::optional<asio::ip::udp::endpoint> seen{};  ///< what it has responded
    };

    net::DatagramReceiver receiver();
    void take(const net::Datagram& datagram);
    awaitable<Result<asio::ip::udp::endpoint>> resolve(StunServer server);
    awaitable<Result<asio::ip::udp::endpoint>> request(StunServer server);
    awaitable<void> await_response(TransactionId id);
    awaitable<void> request_all();
    void conclude(const std::map<asio::ip::udp::endpoint, std::size_t>& votes);

    Executor executor_;
    net::DatagramPort& port_;
    net::LocalNode& self_;
    std::vector<StunServer> servers_;
    Logger log_;
    std::map<TransactionId, Waiting> waiting_;
    Event responded_;
    asio::ip::udp::endpoint known_{};
    bool silent_ = false;  ///< the last round brought nothing, which was told
};

}  // namespace plexus::nat
