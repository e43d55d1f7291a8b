#include "requests.hpp"

#include <algorithm>

#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/discovery/distance.hpp>
#include <kit/enr/record.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::discv5 {
namespace {

/// Below are the ports of system services: a hostile node must not make us send packets to them.
/// @spec go-ethereum p2p/discover, "low port"
constexpr std::uint16_t lowest_relayed_port = 1025;

/// A WHOAREYOU, and NODES in five parts or so.
constexpr unsigned most_response_datagrams = 8;

/// Some nodes read request ids as numbers: one that begins with a zero would come back shorter.
RequestId new_request_id() {
    auto id = crypto::random_fixed<max_request_id_bytes>();
    id.bytes[0] |= 1;
    return {id.begin(), id.end()};
}

Contact contact_of(const net::Node& node) {
    return {discovery::place_of(node.id), node.endpoint().udp()};
}

}  // namespace

/// Keeps a call in the list of those that wait.
class Requests::Listed {
public:
    Listed(std::list<Call*>& calls, Call& call)
        : calls_{calls}, place_{calls.insert(calls.end(), &call)} {}
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;
    ~Listed() { calls_.erase(place_); }

private:
    std::list<Call*>& calls_;
    std::list<Call*>::iterator place_;
};

Requests::Requests(const Executor& executor, net::DatagramPort& port, net::LocalNode& self,
                   Codec& codec, const Parameters& parameters, Metrics& metrics)
    : executor_{executor},
      clock_{Clock::of(executor)},
      port_{port},
      self_{self},
      codec_{codec},
      parameters_{parameters},
      sent_{metrics.counter({"plexus_discv5_packets_sent_total", "Packets sent"})} {}

Result<void> Requests::send(Call& call) {
    Result<Codec::Sealed> sealed = codec_.seal(call.to, encode(call.request), now());
    if (!sealed) return sealed.error();
    call.nonce = sealed->nonce;
    call.readable = sealed->readable;
    sent_.add();
    port_.note_request(call.to.at.address(), most_response_datagrams);
    return port_.send(std::move(sealed->datagram), call.to.at, {});
}

awaitable<void> Requests::complete(Call& call) {
    while (call.responses.size() < call.expected) co_await call.changed.wait();
}

awaitable<Result<std::vector<Message>>> Requests::call(net::Node node, Message request) {
    if (calls_.size() >= capacity) co_return make_error_code(Errc::overloaded);
    Call call{.changed = Event{executor_}};
    call.node = node;
    call.to = contact_of(node);
    call.request = std::move(request);
    call.response_type = call.request.index() + 1;
    const Listed listed{calls_, call};
    const Result<void> sent = send(call);
    if (!sent) co_return sent.error();
    const Result<void> arrived = co_await within(parameters_.response_timeout, complete(call));
    // A response in several packets may lack one; what has come is good all the same.
    silence_.note(!call.responses.empty());
    if (call.responses.empty()) co_return arrived.error();
    co_return std::move(call.responses);
}

awaitable<Result<Pong>> Requests::ping(net::Node node) {
    const Result<net::NodeRecordPtr> own = self_.record();
    Message request{Ping{new_request_id(), own ? (*own)->sequence : 0}};
    const Result<std::vector<Message>> responses =
        co_await call(std::move(node), std::move(request));
    if (!responses) co_return responses.error();
    co_return std::get<Pong>(responses->front());
}

bool Requests::may_use(const net::Node& node, const net::Node& teller,
                       const std::vector<unsigned>& distances) const {
    const net::Endpoint endpoint = node.endpoint();
    const unsigned distance =
        discovery::log_distance(discovery::place_of(node.id), discovery::place_of(teller.id));
    return node.id != self_.id() && std::ranges::count(distances, distance) > 0 &&
           endpoint.known() && endpoint.udp_port >= lowest_relayed_port &&
           net::may_relay(teller.endpoint().address, endpoint.address) &&
           parameters_.restrict.allows(endpoint.address);
}

awaitable<Result<std::vector<net::Node>>> Requests::find_node(net::Node node,
                                                              std::vector<unsigned> distances) {
    Message request{FindNode{new_request_id(), distances}};
    const Result<std::vector<Message>> responses = co_await call(node, std::move(request));
    if (!responses) co_return responses.error();
    std::vector<net::Node> nodes;
    for (const Message& response : *responses) {
        for (const Bytes& rlp : std::get<Nodes>(response).records) {
            if (nodes.size() == nodes_per_response) co_return nodes;
            const Result<enr::Record> record = enr::Record::decode(rlp);
            if (!record) continue;
            const net::Node told = record->node();
            const bool is_known = std::ranges::any_of(
                nodes, [&](const net::Node& other) { return other.id == told.id; });
            if (!is_known && may_use(told, node, distances)) nodes.push_back(told);
        }
    }
    co_return nodes;
}

awaitable<Result<net::Node>> Requests::record(net::Node node) {
    const std::vector<unsigned> itself{0};
    const Result<std::vector<net::Node>> nodes = co_await find_node(node, itself);
    if (!nodes) co_return nodes.error();
    if (nodes->empty() || nodes->front().id != node.id) {
        co_return make_error_code(Errc::invalid_data);
    }
    co_return nodes->front();
}

awaitable<Result<Bytes>> Requests::talk(net::Node node, Bytes protocol, Bytes request) {
    Message message{TalkRequest{new_request_id(), std::move(protocol), std::move(request)}};
    const Result<std::vector<Message>> responses =
        co_await call(std::move(node), std::move(message));
    if (!responses) co_return responses.error();
    co_return std::get<TalkResponse>(responses->front()).response;
}

bool Requests::deliver(const Contact& from, const Message& message) {
    const auto found = std::ranges::find_if(calls_, [&](const Call* call) {
        return call->to == from && call->response_type == message.index() &&
               id_of(call->request) == id_of(message);
    });
    if (found == calls_.end()) return false;
    Call& call = **found;
    if (call.responses.size() >= call.expected) return false;
    if (const auto* const nodes = std::get_if<Nodes>(&message)) {
        // A total of 0 counts as 1, and that of the first packet counts.
        if (call.responses.empty()) {
            call.expected = std::clamp<std::size_t>(nodes->total, 1, max_packets);
        }
    }
    call.responses.push_back(message);
    call.changed.notify();
    return true;
}

void Requests::challenged(const boost::asio::ip::udp::endpoint& by,
                          const Codec::Challenged& challenge) {
    const auto found = std::ranges::find_if(calls_, [&](const Call* call) {
        return call->nonce == challenge.nonce && call->to.at == by && !call->shook_hands;
    });
    if (found == calls_.end()) return;
    Call& call = **found;
    call.shook_hands = true;
    Result<Codec::Sealed> sealed =
        codec_.handshake(call.to, call.node.id, challenge, encode(call.request), now());
    if (!sealed || sealed->datagram.size() > max_datagram_bytes) return;
    call.readable = true;
    sent_.add();
    port_.note_request(call.to.at.address(), most_response_datagrams);
    (void)port_.send(std::move(sealed->datagram), call.to.at, {});
    send_waiting(call.to);
}

void Requests::send_waiting(const Contact& to) {
    for (Call* const other : calls_) {
        if (other->to == to && !other->readable) (void)send(*other);
    }
}

void Requests::respond(const Contact& to, const Message& message, const asio::ip::address& from) {
    Result<Codec::Sealed> sealed = codec_.seal(to, encode(message), now());
    // Without a session there is no node to respond to.
    if (!sealed || !sealed->readable) return;
    sent_.add();
    (void)port_.send(std::move(sealed->datagram), to.at, from);
}

}  // namespace plexus::discv5
