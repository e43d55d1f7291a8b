#include "requests.hpp"

#include <algorithm>

#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/net/address_class.hpp>

#include <plugins/discv4/wire/times.hpp>

namespace plexus::discv4 {
namespace {

/// Below are the ports of system services: a hostile node must not make us send packets to them.
/// @spec go-ethereum p2p/discover, "low port"
constexpr std::uint16_t lowest_relayed_port = 1025;

/// Clients send 16 nodes in two packets.
constexpr unsigned most_neighbors_packets = 4;

bool may_use(const net::Node& node, const net::Node& teller, const State& state) {
    const Endpoint endpoint = node.endpoint();
    return node.id != state.self.id() && endpoint.udp_port >= lowest_relayed_port &&
           net::may_relay(address_of(teller), endpoint.address) &&
           state.parameters.restrict.allows(endpoint.address) && crypto::check(node.id).has_value();
}

}  // namespace

awaitable<Result<std::vector<Packet>>> Requests::send_request(net::Node node, Packet request,
                                                              PacketType response) {
    if (state_.replies.full()) co_return make_error_code(Errc::overloaded);
    const unsigned datagrams = response == PacketType::neighbors ? most_neighbors_packets : 1;
    state_.wire.note_request(address_of(node), datagrams);
    const Result<Hash256> hash = state_.wire.send(request, node.endpoint().udp());
    if (!hash) co_return hash.error();
    const Expected::From from{node.id, address_of(node), response, *hash};
    Expected expected{state_.replies, state_.executor, from};
    const Result<void> arrived =
        co_await within(state_.parameters.reply_timeout, expected.arrived());
    silence_.note(!expected.packets().empty());
    if (expected.packets().empty()) co_return arrived.error();
    co_return expected.packets();
}

awaitable<Result<Pong>> Requests::ping(net::Node node) {
    Ping ping;
    ping.from = state_.self.node().endpoint();
    ping.to = node.endpoint();
    ping.expiration = expiration_from(state_.clock.wall());
    ping.enr_sequence = own_sequence(state_);
    const Packet request{ping};
    const Result<std::vector<Packet>> packets =
        co_await send_request(node, request, PacketType::pong);
    if (!packets) co_return packets.error();
    co_return std::get<Pong>(packets->front());
}

awaitable<void> Requests::until_it_knows_us(net::Node node) {
    while (!state_.contacts.knows_us(node.id, address_of(node), state_.clock.now())) {
        co_await state_.pinged.wait();
    }
}

awaitable<Result<void>> Requests::bond(net::Node node) {
    const SteadyTime now = state_.clock.now();
    const bool proved = state_.contacts.is_proved(node.id, address_of(node), now);
    if (proved && state_.contacts.knows_us(node.id, address_of(node), now))
        co_return Result<void>{};

    const Result<Pong> pong = co_await ping(node);
    if (!pong) co_return pong.error();
    co_await within(state_.parameters.reply_timeout, until_it_knows_us(node));
    // A node that still holds a proof of our endpoint does not ping us. If it holds none, it will
    // not respond to our requests, and after max_failures of them we bond again.
    state_.contacts.pinged_us(node.id, address_of(node), state_.clock.now());
    co_return Result<void>{};
}

void Requests::note_outcome(const net::Node& node, bool responded) {
    if (responded) return state_.contacts.succeeded(node.id, address_of(node));
    if (state_.contacts.failed(node.id, address_of(node)) >= Contacts::max_failures) {
        state_.table.was_unhelpful(node.id, crypto::random_u64());
    }
}

std::vector<net::Node> Requests::usable(const std::vector<Packet>& packets,
                                        const net::Node& teller) {
    std::vector<net::Node> nodes;
    for (const Packet& packet : packets) {
        for (const net::Node& node : std::get<Neighbors>(packet).nodes) {
            if (nodes.size() == nodes_per_response) return nodes;
            if (may_use(node, teller, state_)) nodes.push_back(node);
        }
    }
    return nodes;
}

awaitable<Result<std::vector<net::Node>>> Requests::find_node(net::Node node, net::NodeId target) {
    const Result<void> bonded = co_await bond(node);
    if (!bonded) co_return bonded.error();
    const Packet request{FindNode{target, expiration_from(state_.clock.wall())}};
    const Result<std::vector<Packet>> packets =
        co_await send_request(node, request, PacketType::neighbors);
    note_outcome(node, packets.has_value());
    if (!packets) co_return packets.error();
    co_return usable(*packets, node);
}

awaitable<Result<enr::Record>> Requests::record(net::Node node) {
    const Result<void> bonded = co_await bond(node);
    if (!bonded) co_return bonded.error();
    const Packet request{EnrRequest{expiration_from(state_.clock.wall())}};
    const Result<std::vector<Packet>> packets =
        co_await send_request(node, request, PacketType::enr_response);
    if (!packets) co_return packets.error();
    Result<enr::Record> record =
        enr::Record::decode(std::get<EnrResponse>(packets->front()).record);
    if (!record) co_return record.error();
    const Member* const member = state_.table.find(node.id);
    const bool is_old = member != nullptr && record->sequence() < member->enr_sequence;
    const bool reachable = record->udp_port() || record->udp6_port();
    if (record->id() != node.id || is_old || !reachable) {
        co_return make_error_code(Errc::invalid_data);
    }
    co_return record;
}

}  // namespace plexus::discv4
