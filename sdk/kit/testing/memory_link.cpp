#include "memory_link.hpp"

#include <boost/asio/error.hpp>

#include <api/async/within.hpp>

namespace plexus::testing {
namespace {

/// As the real link's: how long a Disconnect may wait behind what is queued.
constexpr std::chrono::seconds disconnect_limit{2};

}  // namespace

MemoryLink::MemoryLink(WireEnd wire, net::Hello remote, net::Node node, QueueLimits limits)
    : wire_(std::move(wire)), remote_(std::move(remote)), node_(std::move(node)), limits_(limits) {}

ErrorCode MemoryLink::breach(Errc code) {
    wire_.out().push(Disconnect{net::Reason::protocol_breach});
    wire_.out().close();
    ended_ = true;
    return make_error_code(code);
}

Result<net::Message> MemoryLink::take(const SentMessage& sent, const net::SizeLimit& limit) {
    const std::optional<std::size_t> allowed = limit(sent.code);
    if (!allowed) return breach(Errc::unexpected_message);
    if (sent.size() > *allowed) return breach(Errc::limit_exceeded);
    stats_.bytes_in += sent.size();
    ++stats_.messages_in;
    const BytesView payload = sent.message->payload();
    return net::Message{sent.code, SharedBytes{Bytes(payload.begin(), payload.end())}};
}

awaitable<Result<net::Message>> MemoryLink::receive(const net::SizeLimit& limit) {
    if (ended_) co_return make_error_code(Errc::peer_gone);
    const Result<Packet> packet = co_await wire_.in().pop();
    if (!packet) {
        ended_ = true;
        co_return packet.error();
    }
    if (const auto* sent = std::get_if<SentMessage>(&*packet)) co_return take(*sent, limit);
    if (const auto* disconnect = std::get_if<Disconnect>(&*packet)) {
        disconnect_reason_ = disconnect->reason;
        ended_ = true;
        wire_.out().close();
        co_return make_error_code(Errc::peer_gone);
    }
    co_return breach(Errc::unexpected_message);  // a second Hello
}

Result<void> MemoryLink::post(net::SharedMessage message, std::uint64_t offset,
                              net::Priority priority) {
    if (ended_ || wire_.out().closed()) return make_error_code(Errc::peer_gone);
    const std::size_t limit =
        priority == net::Priority::gossip ? limits_.gossip_bytes : limits_.total_bytes;
    const SentMessage sent{message->code() + offset, std::move(message)};
    if (wire_.out().bytes() + sent.size() > limit) return make_error_code(Errc::overloaded);
    stats_.bytes_out += sent.size();
    ++stats_.messages_out;
    wire_.out().push(sent);
    return {};
}

awaitable<void> MemoryLink::close(net::Reason reason) {
    if (ended_) co_return;
    ended_ = true;
    wire_.out().push(Disconnect{reason});
    co_await within(disconnect_limit, wire_.out().drained());
    wire_.cut();
}

LinkPair connect(Loop& loop, net::Hello ours, net::Hello theirs, QueueLimits limits) {
    const auto wire = std::make_shared<Wire>(loop.executor());
    net::Node our_node;
    net::Node their_node;
    our_node.id = ours.id;
    their_node.id = theirs.id;
    LinkPair pair;
    pair.ours = std::make_unique<MemoryLink>(WireEnd{wire, WireEnd::Side::dialled},
                                             std::move(theirs), their_node, limits);
    pair.theirs = std::make_unique<MemoryLink>(WireEnd{wire, WireEnd::Side::accepted},
                                               std::move(ours), our_node, limits);
    return pair;
}

}  // namespace plexus::testing
