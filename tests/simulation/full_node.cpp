#include "full_node.hpp"

#include <api/net/node_store.hpp>
#include <api/net/scoring_policy.hpp>

namespace plexus::simulation {
namespace {

constexpr std::uint16_t udp_port = 30303;

/// An honest node is in a /16 of its own; hostile ones are cheaper: eight in a /16, two in a /24.
asio::ip::address_v4 address_of(std::uint64_t number, bool hostile) {
    const std::uint64_t wide = hostile ? number / 8 : number;
    const std::uint64_t narrow = hostile ? number / 2 % 4 : 7;
    const std::uint64_t host = hostile ? 1 + number % 2 : 9;
    const std::uint64_t first = hostile ? 150U : 20U;
    return asio::ip::address_v4(
        static_cast<std::uint32_t>((first << 24U) + (wide << 16U) + (narrow << 8U) + host));
}

}  // namespace

FullNode::Running::Running(testing::Loop& loop)
    : store(loop, "nodestore"),
      scoring(loop, "scoring"),
      discovery(loop, "discv4"),
      peers(loop, "peers") {}

FullNode::FullNode(Environment& environment, std::uint64_t number, bool hostile, Limits limits,
                   std::vector<net::Node> bootnodes)
    : environment_(environment),
      hostile_(hostile),
      kind_(hostile && number % 2 == 0 ? hostile_kind(number / 2) : Kind::honest),
      limits_(limits),
      local_(number + 1, address_of(number, hostile)),
      port_(environment.internet, {address_of(number, hostile), udp_port}),
      transport_(environment.network, local_),
      talk_(!hostile) {
    local_.set_udp_port(udp_port);
    profile_.boot = std::move(bootnodes);
    misbehave(port_, kind_, environment.loop.clock());
}

void FullNode::connect(Running& running) {
    running.discovery.host().provide<net::LocalNode>(local_);
    running.discovery.host().provide<net::DatagramPort>(port_);
    running.discovery.host().provide<chain::ChainProfile>(profile_);
    running.discovery.host().provide<chain::HeadTracker>(heads_);
    running.discovery.host().provide<net::NodeStore>(
        running.store.host().published<net::NodeStore>());
    running.peers.host().provide<net::Transport>(transport_);
    running.peers.host().provide<net::LocalNode>(local_);
    running.peers.host().provide<chain::ChainProfile>(profile_);
    running.peers.host().provide<net::Capability>(talk_);
    running.peers.host().provide<net::NodeStore>(running.store.host().published<net::NodeStore>());
    running.peers.host().provide<net::ScoringPolicy>(
        running.scoring.host().published<net::ScoringPolicy>());
}

void FullNode::start() {
    running_ = std::make_unique<Running>(environment_.loop);
    Running& running = *running_;
    running.store.write("nodes.txt", nodes_file_);
    running.peers.write("pool.txt", pool_file_);
    running.store.start();
    running.scoring.start();
    connect(running);
    running.discovery.start();
    running.peers.host().provide<net::Discovery>(
        running.discovery.host().published<net::Discovery>());
    running.peers.host().set("min-peers", std::to_string(limits_.min_peers));
    running.peers.host().set("max-peers", std::to_string(limits_.max_peers));
    if (hostile_) running.peers.host().set("network-limits", "false");
    running.peers.start();
}

void FullNode::crash() {
    nodes_file_ = running_->store.read("nodes.txt");
    pool_file_ = running_->peers.read("pool.txt");
    running_.reset();
}

std::vector<net::NodeId> FullNode::peers() const {
    std::vector<net::NodeId> ids;
    if (!running_) return ids;
    const net::PeerPool& pool = running_->peers.host().published<net::PeerPool>();
    for (const net::PeerPtr& peer : pool.peers()) ids.push_back(peer->node().id);
    return ids;
}

}  // namespace plexus::simulation
