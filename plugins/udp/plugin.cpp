#include <array>

#include <api/net/local_node.hpp>
#include <api/plugin/export.hpp>

#include "udp_port.hpp"

namespace {

using namespace plexus;

/// Opens the UDP port of the node.
class Udp final : public Plugin {
public:
    static constexpr std::array provides{net::DatagramPort::key};
    static constexpr std::array needs{one<net::LocalNode>};

    explicit Udp(Host& host)
        : local_(host.get<net::LocalNode>()), port_(host.strand(), host.metrics(), host.logger()) {
        host.publish<net::DatagramPort>(port_);
    }

    awaitable<void> start() override {
        // If any free port will do, the number of RLPx' port is best: some clients know one port a
        // node.
        const std::uint16_t wish = local_.node().endpoint().tcp_port;
        port_.open(local_.listen_address(), local_.listen_port(), wish);
        local_.set_udp_port(port_.port());
        co_return;
    }

    awaitable<void> run() override { return port_.run(); }

    awaitable<void> stop() override {
        port_.close();
        co_return;
    }

private:
    net::LocalNode& local_;
    udp::UdpPort port_;
};

}  // namespace

PLEXUS_PLUGIN(Udp, "udp", PLEXUS_PLUGIN_VERSION, "the UDP port that discovery protocols share");
