#include "responder.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include <plugins/discv4/wire/dropped_packets.hpp>
#include <plugins/discv4/wire/times.hpp>

namespace plexus::discv4 {

Responder::Responder(State& state, Requests& requests, Prober& prober, TaskScope& scope,
                     Metrics& metrics)
    : state_{state},
      requests_{requests},
      prober_{prober},
      scope_{scope},
      unproved_{dropped_packets(metrics, "unproved")},
      unsolicited_{dropped_packets(metrics, "unsolicited")} {}

void Responder::handle(const Wire::IncomingPacket& incoming) {
    std::visit([&](const auto& fields) { on(incoming, fields); }, incoming.packet);
}

bool Responder::is_proved(const Wire::IncomingPacket& incoming) const {
    return state_.contacts.is_proved(incoming.sender, incoming.from.address(), state_.clock.now());
}

void Responder::on(const Wire::IncomingPacket& incoming, const Ping& ping) {
    Pong pong;
    pong.to.address = incoming.from.address();
    pong.to.udp_port = incoming.from.port();
    pong.to.tcp_port = ping.from.tcp_port;
    pong.ping_hash = incoming.hash;
    pong.expiration = expiration_from(state_.clock.wall());
    pong.enr_sequence = own_sequence(state_);
    state_.wire.respond(pong, incoming);

    // Of the sender's endpoint in the Ping only the TCP port is used: the address is the datagram's
    // source, because the Ping may name any address.
    const net::Node node(incoming.sender, pong.to);
    if (is_proved(incoming)) {
        state_.contacts.pinged_us(node.id, address_of(node), state_.clock.now());
        state_.pinged.notify();
        welcome(node);
    } else if (Expected* const pong_to_come = state_.replies.pong_from(node.id, address_of(node))) {
        pong_to_come->pinged_us = true;
    } else if (!state_.replies.crowded()) {
        scope_.spawn("discv4 ping back", ping_back(node));
    }
}

awaitable<void> Responder::ping_back(net::Node node) {
    const Result<Pong> pong = co_await requests_.ping(node);
    if (!pong) co_return;
    state_.contacts.pinged_us(node.id, address_of(node), state_.clock.now());
    state_.pinged.notify();
    welcome(node);
}

void Responder::welcome(const net::Node& node) {
    if (!state_.seeded || !state_.parameters.restrict.allows(address_of(node))) return;
    // Its record is fetched at its first check: a client that has just bonded with us waits for
    // responses to its own requests, and is confused by ours.
    state_.table.put(node);
}

void Responder::on(const Wire::IncomingPacket& incoming, const Pong& pong) {
    const asio::ip::address address = incoming.from.address();
    const Expected* const taker = state_.replies.deliver(incoming.sender, address, incoming.packet);
    count_unsolicited(taker);
    if (taker == nullptr) return;
    state_.contacts.prove(incoming.sender, address, state_.clock.now());
    state_.wire.note_proof(address);
    state_.self.add_statement({pong.to.address, pong.to.udp_port}, address);
    if (taker->pinged_us) {
        state_.contacts.pinged_us(incoming.sender, address, state_.clock.now());
        state_.pinged.notify();
    }
    if (taker->requested_for) respond(incoming, *taker->requested_for);
}

void Responder::on(const Wire::IncomingPacket& incoming, const FindNode& request) {
    if (is_proved(incoming)) return respond(incoming, request.target);
    // ethereumjs sends FindNode before it has sent a Pong for our Ping; the response waits for that
    // Pong.
    Expected* const proof = state_.replies.pong_from(incoming.sender, incoming.from.address());
    if (proof != nullptr) {
        proof->requested_for = request.target;
    } else {
        unproved_.add();
    }
}

void Responder::respond(const Wire::IncomingPacket& to, const net::NodeId& target) {
    const auto may_be_told = [&](const net::Node& node) {
        return node.id != to.sender && net::may_relay(to.from.address(), address_of(node));
    };
    const std::vector<net::Node> nodes =
        state_.table.closest(place_of(target), nodes_per_response, may_be_told);
    auto next = nodes.begin();
    do {
        const auto count = std::min<std::ptrdiff_t>(nodes.end() - next, nodes_per_packet);
        Neighbors part;
        part.nodes.assign(next, next + count);
        part.expiration = expiration_from(state_.clock.wall());
        state_.wire.respond(part, to);
        next += count;
    } while (next != nodes.end());
}

void Responder::on(const Wire::IncomingPacket& incoming, const Neighbors&) {
    count_unsolicited(
        state_.replies.deliver(incoming.sender, incoming.from.address(), incoming.packet));
}

void Responder::on(const Wire::IncomingPacket& incoming, const EnrRequest&) {
    if (!is_proved(incoming)) {
        unproved_.add();
        return;
    }
    const Result<net::NodeRecordPtr> record = state_.self.record();
    if (!record) return;
    EnrResponse response;
    response.request_hash = incoming.hash;
    const BytesView rlp = (*record)->rlp;
    response.record.assign(rlp.begin(), rlp.end());
    state_.wire.respond(response, incoming);
}

void Responder::on(const Wire::IncomingPacket& incoming, const EnrResponse&) {
    count_unsolicited(
        state_.replies.deliver(incoming.sender, incoming.from.address(), incoming.packet));
}

void Responder::count_unsolicited(const Expected* taker) {
    if (taker == nullptr) unsolicited_.add();
}

}  // namespace plexus::discv4
