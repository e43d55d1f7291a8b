#include "responder.hpp"

#include <algorithm>

#include <kit/crypto/random.hpp>
#include <kit/discovery/distance.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::discv5 {
namespace {

/// TALKREQ of one host; those above it get an empty response.
constexpr net::Rate talk_rate{.per_second = 8, .burst = 16};

/// Bytes of records in one NODES packet, so that the datagram stays below its limit.
/// @spec go-ethereum p2p/discover/v5_udp.go
constexpr std::size_t records_per_packet_bytes = 1000;

/// Bytes of a response to TALKREQ, for the same reason.
constexpr std::size_t max_talk_bytes = 1150;

Counter& dropped(Metrics& metrics, const char* reason) {
    return metrics.counter(
        {"plexus_discv5_packets_dropped_total", "Datagrams that were dropped, by the reason"},
        {{"reason", reason}});
}

/// Puts records into as many packets as they need: one at least.
std::vector<Nodes> packed(const RequestId& id, std::vector<Bytes> records) {
    std::vector<Nodes> packets(1);
    std::size_t bytes = 0;
    for (Bytes& record : records) {
        bytes += record.size();
        if (bytes > records_per_packet_bytes) {
            packets.emplace_back();
            bytes = record.size();
        }
        packets.back().records.push_back(std::move(record));
    }
    for (Nodes& packet : packets) {
        packet.id = id;
        packet.total = static_cast<std::uint8_t>(packets.size());
    }
    return packets;
}

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

std::shared_ptr<void> TalkHandlers::add(std::string protocol, net::Talk::Handler handler) {
    const std::scoped_lock lock{list_->mutex};
    list_->entries.push_back({std::move(protocol), std::move(handler)});
    const auto place = std::prev(list_->entries.end());
    return {&*place, [list = list_, place](void*) {
                const std::scoped_lock again{list->mutex};
                list->entries.erase(place);
            }};
}

Bytes TalkHandlers::respond(const net::Node& from, BytesView protocol, BytesView request) const {
    // Held during the call: a handle that goes waits until its handler is no longer in use.
    const std::scoped_lock lock{list_->mutex};
    const auto found = std::ranges::find_if(list_->entries, [&](const Entry& entry) {
        return std::ranges::equal(bytes_of(entry.protocol), protocol);
    });
    if (found == list_->entries.end()) return {};
    Bytes response = found->handler(from, request);
    return response.size() <= max_talk_bytes ? response : Bytes{};
}

Responder::Responder(State& state, Requests& requests, Prober& prober, const TalkHandlers& handlers,
                     Metrics& metrics)
    : state_{state},
      requests_{requests},
      prober_{prober},
      handlers_{handlers},
      talk_limit_{talk_rate, crypto::random_u64()},
      received_{metrics.counter({"plexus_discv5_packets_received_total", "Packets received"})},
      malformed_{dropped(metrics, "malformed")},
      over_limit_{dropped(metrics, "rate_limit")},
      unsolicited_{dropped(metrics, "unsolicited")},
      sessions_{metrics.gauge({"plexus_discv5_sessions", "Sessions with other nodes"})} {}

void Responder::take(const net::Datagram& datagram) {
    received_.add();
    const Result<Codec::Incoming> incoming =
        state_.codec.open(datagram.bytes, datagram.from, state_.clock.now());
    if (!incoming) {
        (incoming.error() == Errc::overloaded ? over_limit_ : malformed_).add();
        return;
    }
    std::visit([&](const auto& what) { on(datagram, what); }, *incoming);
    sessions_.set(state_.codec.sessions());
}

void Responder::on(const net::Datagram& datagram, const Codec::Unreadable& unreadable) {
    if (unreadable.from.id == state_.codec.id()) return;
    Result<Bytes> challenge = state_.codec.challenge(
        unreadable, state_.codec.node_of(unreadable.from).record, state_.clock.now());
    if (!challenge) return over_limit_.add();
    (void)state_.port.send(std::move(*challenge), datagram.from, datagram.to);
}

void Responder::on(const net::Datagram& datagram, const Codec::Challenged& challenged) {
    requests_.challenged(datagram.from, challenged);
}

void Responder::on(const net::Datagram& datagram, const Codec::Opened& opened) {
    if (opened.newcomer) state_.port.note_proof(datagram.from.address());
    if (opened.newcomer && welcoming_) {
        net::Node node{opened.newcomer->id, {datagram.from.address(), 0, datagram.from.port()}};
        const net::Endpoint said =
            datagram.from.address().is_v6() ? opened.newcomer->ip6 : opened.newcomer->ip4;
        net::Endpoint endpoint = node.endpoint();
        endpoint.tcp_port = said.tcp_port;
        node.set(endpoint);
        node.record = opened.newcomer;
        prober_.welcome(std::move(node));
    }
    const Result<Message> message = decode(opened.message);
    if (!message) return malformed_.add();
    respond(opened, datagram, *message);
}

void Responder::respond(const Codec::Opened& opened, const net::Datagram& datagram,
                        const Message& message) {
    const Contact& from = opened.from;
    if (const auto* const ping = std::get_if<Ping>(&message)) {
        const Result<net::NodeRecordPtr> own = state_.self.record();
        const Message pong{Pong{ping->id, own ? (*own)->sequence : 0, datagram.from}};
        return requests_.respond(from, pong, datagram.to);
    }
    if (const auto* const request = std::get_if<FindNode>(&message)) {
        return respond_to_find_node(from, datagram, *request);
    }
    if (const auto* const request = std::get_if<TalkRequest>(&message)) {
        TalkResponse response{request->id, {}};
        if (talk_limit_.take(datagram.from.address(), state_.clock.now())) {
            response.response =
                handlers_.respond(state_.codec.node_of(from), request->protocol, request->request);
        }
        return requests_.respond(from, Message{std::move(response)}, datagram.to);
    }
    if (!requests_.deliver(from, message)) return unsolicited_.add();
    if (const auto* const pong = std::get_if<Pong>(&message)) {
        state_.self.add_statement(pong->seen, datagram.from.address());
    }
}

std::vector<Bytes> Responder::records_for(const Contact& to, const FindNode& request) const {
    std::vector<Bytes> records;
    if (std::ranges::count(request.distances, 0U) > 0) {
        if (const Result<net::NodeRecordPtr> own = state_.self.record()) {
            records.push_back(copy_of((*own)->rlp));
        }
    }
    const Hash256 here = state_.codec.id();
    const auto wanted = [&](const net::Node& node) {
        const Hash256 place = discovery::place_of(node.id);
        return node.record && place != to.id &&
               std::ranges::count(request.distances, discovery::log_distance(here, place)) > 0 &&
               net::may_relay(to.at.address(), node.endpoint().address);
    };
    // Near a random place: others than the same 16 are told, too.
    const std::size_t room = nodes_per_response - records.size();
    for (const net::Node& node : state_.table.closest(crypto::random_fixed<32>(), room, wanted)) {
        records.push_back(copy_of(node.record->rlp));
    }
    return records;
}

void Responder::respond_to_find_node(const Contact& to, const net::Datagram& datagram,
                                     const FindNode& request) {
    for (Nodes& packet : packed(request.id, records_for(to, request))) {
        requests_.respond(to, Message{std::move(packet)}, datagram.to);
    }
}

}  // namespace plexus::discv5
