#include "stage.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <kit/eth/messages/envelope.hpp>
#include <kit/testing/eth/fake_remote.hpp>
#include <plugins/bsc/protocol/code.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

namespace plexus::testing {
namespace {

net::Node node_of(std::uint16_t number) {
    net::Node node;
    node.id.bytes.fill(static_cast<std::uint8_t>(number & 0xff));
    node.id.bytes.front() = static_cast<std::uint8_t>(number >> 8);
    return node;
}

}  // namespace

Line::Line(Loop& loop, net::Capability& capability, std::uint16_t number, Reading reading)
    : peer(std::make_shared<FakePeer>(loop, node_of(number))), loop_(loop) {
    LinkPair wire = testing::connect(loop);
    ours_ = std::make_unique<FakePipe>(std::move(wire.ours));
    theirs_ = std::make_unique<FakePipe>(std::move(wire.theirs));
    session_.emplace(peer->strand());
    reader_.emplace(loop.executor());
    session_->spawn("serve", serve(capability));
    if (reading == Reading::always) reader_->spawn("read", read());
    loop.settle();
}

Line::~Line() {
    session_->cancel();
    loop_.run(session_->join());
    reader_->cancel();
    loop_.run(reader_->join());
}

awaitable<void> Line::serve(net::Capability& capability) {
    net::ProtocolSessionPtr session = peer->session(capability.info());
    ended = co_await capability.serve(std::move(session), *ours_);
}

awaitable<void> Line::read() {
    while (true) {
        Result<net::Message> message = co_await theirs_->receive();
        if (!message) co_return;
        receive_queue_.push_back(std::move(*message));
    }
}

void Line::base() {
    give(peer, std::make_shared<FakeRemote>());
    loop_.settle();
}

void Line::send(std::uint64_t code, Bytes payload) {
    (void)theirs_->post(net::make_message(code, std::move(payload)), net::Priority::control);
    loop_.settle();
}

std::optional<net::Message> Line::next() {
    loop_.settle();
    if (receive_queue_.empty()) return std::nullopt;
    net::Message message = std::move(receive_queue_.front());
    receive_queue_.pop_front();
    return message;
}

void Line::handshake() {
    const std::optional<net::Message> cap = next();
    BOOST_TEST_REQUIRE(cap.has_value());
    BOOST_TEST_REQUIRE(cap->code == bsc::code::cap);
}

std::uint64_t Line::next_request() {
    const std::optional<net::Message> message = next();
    BOOST_TEST_REQUIRE(message.has_value());
    BOOST_TEST_REQUIRE(message->code == bsc::code::get_blocks_by_range);
    return eth::peek_request_id(message->payload).value();
}

std::size_t Line::reported(net::PeerEvent event) const {
    return static_cast<std::size_t>(std::ranges::count(peer->events, event));
}

Stage::~Stage() { lines_.clear(); }

Line& Stage::connect(std::uint32_t version, Line::Reading reading) {
    if (!plugin_) plugin_ = host.create(plexus_plugin_v1);
    for (net::Capability* capability : host.every_published<net::Capability>()) {
        if (capability->info().version != version) continue;
        return *lines_.emplace_back(std::make_unique<Line>(loop, *capability, ++joined_, reading));
    }
    throw std::logic_error("no such version");
}

void Stage::part(const Line& line) {
    std::erase_if(lines_, [&line](const auto& each) { return each.get() == &line; });
}

Line& Stage::join(std::uint32_t version) {
    Line& line = connect(version);
    line.base();
    line.handshake();
    return line;
}

}  // namespace plexus::testing
