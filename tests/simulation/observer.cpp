#include "observer.hpp"

namespace plexus::simulation {
namespace {

constexpr std::uint16_t udp_port = 30303;

const asio::ip::address_v4 address{0x08090A0B};

}  // namespace

Observer::Observer(Environment& environment, std::uint64_t number, std::vector<net::Node> bootnodes)
    : environment_(environment),
      local_(number + 1, address),
      port_(environment.internet, {address, udp_port}),
      discovery_(environment.loop, "discv4"),
      scope_(environment.loop.executor()) {
    local_.set_udp_port(udp_port);
    local_.set_tcp_port(udp_port);
    profile_.boot = std::move(bootnodes);
    discovery_.host().provide<net::LocalNode>(local_);
    discovery_.host().provide<net::DatagramPort>(port_);
    discovery_.host().provide<chain::ChainProfile>(profile_);
    discovery_.host().provide<chain::HeadTracker>(heads_);
    discovery_.start();
    scope_.spawn("read", read(discovery_.host().published<net::Discovery>()));
}

Observer::~Observer() {
    scope_.cancel();
    environment_.loop.run(scope_.join());
}

awaitable<void> Observer::read(net::Discovery& discovery) {
    while (true) {
        const Result<net::Node> node = co_await discovery.next();
        if (!node) co_return;
        found_.insert(node->id);
    }
}

}  // namespace plexus::simulation
