#include "victim.hpp"

#include <algorithm>

#include <api/net/local_node.hpp>
#include <api/net/node_store.hpp>
#include <api/net/peer_pool.hpp>
#include <api/net/scoring_policy.hpp>
#include <kit/crypto/random.hpp>

#include "random.hpp"

namespace plexus::simulation {
namespace {

constexpr std::size_t honest_nodes = 1'000;
constexpr std::size_t honest_networks = 400;
constexpr std::size_t hostile_ids = 2'800;
constexpr std::size_t hostile_networks = 28;

constexpr unsigned hostile_in_dht = 90;
constexpr unsigned hostile_in_dns = 30;
constexpr unsigned hostile_in_memory = 20;

/// In hundredths: whether an honest node has a free slot, and whether an honest anchor is still
/// there and has one.
constexpr unsigned has_room_in_hundred = 10;
constexpr unsigned anchor_has_room_in_hundred = 70;

constexpr std::size_t stored = 200;
constexpr std::size_t anchors = 6;

constexpr std::chrono::milliseconds telling_takes{100};
constexpr std::chrono::milliseconds dialling_takes{300};

constexpr std::uint16_t port = 30303;

/// The last bit of the first byte of an id says whose it is, to the simulation alone.
net::Node make_node(bool hostile, std::uint32_t network, std::uint32_t host) {
    net::NodeId id = crypto::random_fixed<net::NodeId::size_bytes>();
    id.bytes.front() = static_cast<std::uint8_t>((id.bytes.front() & 0xFE) | (hostile ? 1 : 0));
    const std::uint32_t first = hostile ? 150U << 24U : 20U << 24U;
    net::Endpoint endpoint;
    endpoint.address = asio::ip::address_v4{first + (network << 16U) + host};
    endpoint.tcp_port = port;
    endpoint.udp_port = port;
    return net::Node(id, endpoint);
}

const net::Node& any_of(const std::vector<net::Node>& nodes) {
    return nodes[draw_below(nodes.size())];
}

}  // namespace

Neighbours::Neighbours() {
    for (std::size_t i = 0; i < honest_nodes; ++i) {
        // Some networks have many nodes and most have few.
        const std::uint64_t network = draw_below(1 + draw_below(honest_networks));
        honest.push_back(make_node(false, static_cast<std::uint32_t>(network),
                                   static_cast<std::uint32_t>(256 * (i % 250) + 1)));
    }
    for (std::size_t i = 0; i < hostile_ids; ++i) {
        hostile.push_back(
            make_node(true, static_cast<std::uint32_t>(i % hostile_networks), 0x0101));
    }
}

net::Node Neighbours::any(unsigned hostile_in_hundred) const {
    return any_of(draw_below(100) < hostile_in_hundred ? hostile : honest);
}

bool Neighbours::is_hostile(const net::NodeId& id) const { return (id.bytes.front() & 1) != 0; }

awaitable<Result<net::Node>> Victim::Source::next() {
    co_await sleep_for(telling_takes);
    co_return Result<net::Node>(neighbours_.any(hostile_in_hundred_));
}

Victim::Dials::Dials(testing::Loop& loop, const Neighbours& neighbours)
    : loop_(loop), neighbours_(neighbours), never_(loop.executor()) {}

awaitable<Result<net::LinkPtr>> Victim::Dials::dial(net::Node node, net::Hello ours,
                                                    net::ConnectionFilter filter) {
    co_await sleep_for(dialling_takes);
    if (filter(node.id)) co_return make_error_code(Errc::refused);
    const bool hostile = neighbours_.is_hostile(node.id);
    if (!hostile) {
        const auto [known, is_new] = has_room.try_emplace(node.id);
        if (is_new) known->second = draw_below(100) < has_room_in_hundred;
        if (!known->second) co_return make_error_code(net::Reason::too_many_peers);
    }
    net::Hello theirs = std::move(ours);
    theirs.id = node.id;
    const auto wire = std::make_shared<testing::Wire>(loop_.executor());
    theirs_.emplace_back(wire, testing::WireEnd::Side::accepted);
    net::LinkPtr link = std::make_unique<testing::MemoryLink>(
        testing::WireEnd(wire, testing::WireEnd::Side::dialled), std::move(theirs), std::move(node),
        testing::QueueLimits());
    co_return Result<net::LinkPtr>(std::move(link));
}

/// Nobody dials the victim: what comes in cannot take the slots for dialled peers.
awaitable<Result<std::unique_ptr<net::IncomingConnection>>> Victim::Dials::accept() {
    while (true) co_await never_.wait();
}

Victim::Victim(const Neighbours& neighbours)
    : neighbours_(neighbours),
      dht_(neighbours, hostile_in_dht),
      dns_(neighbours, hostile_in_dns),
      dials_(loop, neighbours),
      store_(loop, "nodestore"),
      scoring_(loop, "scoring"),
      peers_(loop, "peers") {
    store_.write("nodes.txt", nodes_file());
    peers_.write("pool.txt", pool_file());
    store_.start();
    scoring_.start();
    testing::TestHost& host = peers_.host();
    host.provide<net::Transport>(dials_);
    host.provide<net::LocalNode>(local_);
    host.provide<chain::ChainProfile>(profile_);
    host.provide<net::Capability>(talk_);
    host.provide<net::Discovery>(dht_);
    host.provide<net::Discovery>(dns_);
    host.provide<net::NodeStore>(store_.host().published<net::NodeStore>());
    host.provide<net::ScoringPolicy>(scoring_.host().published<net::ScoringPolicy>());
    host.set("min-peers", std::to_string(slots));
    host.set("max-peers", std::to_string(slots));
    peers_.start();
}

/// In the first format of the store, which has one line for a node and nothing that does not
/// matter here.
std::string Victim::nodes_file() {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(loop.clock().wall().time_since_epoch());
    std::string text = "plexus nodes 1\n";
    for (std::size_t i = 0; i < stored; ++i) {
        text += neighbours_.any(hostile_in_memory).enode() + ' ' + std::to_string(now.count()) +
                " 50\n";
    }
    return text;
}

std::string Victim::pool_file() {
    std::string text = "plexus pool 1\n";
    for (std::size_t i = 0; neighbours_.has_anchors && i < anchors; ++i) {
        const net::Node node = neighbours_.any(hostile_in_memory);
        dials_.has_room[node.id] = draw_below(100) < anchor_has_room_in_hundred;
        text += "anchor " + node.enode() + '\n';
    }
    return text;
}

Victim::Peers Victim::peers() {
    Peers counted;
    const net::PeerPool& pool = peers_.host().published<net::PeerPool>();
    for (const net::PeerPtr& peer : pool.peers()) {
        ++(neighbours_.is_hostile(peer->node().id) ? counted.hostile : counted.honest);
    }
    return counted;
}

}  // namespace plexus::simulation
