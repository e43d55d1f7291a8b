#include "stage.hpp"

#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/envelope.hpp>

namespace plexus::testing {

Stage::Stage(Reading reading, QueueLimits limits) : reading_(reading) {
    profile.first.hash = numbered_hash(0xaa);
    profile.first.total_difficulty = 1;
    host.provide<chain::ChainProfile>(profile)
        .provide<chain::HeadTracker>(heads)
        .provide<net::PeerPool>(pool);
    net::Node node;
    node.id.bytes.fill(0x77);
    peer = std::make_shared<FakePeer>(loop, node);
    LinkPair wire = connect(loop, {}, {}, limits);
    ours_ = std::make_unique<FakePipe>(std::move(wire.ours));
    theirs_ = std::make_unique<FakePipe>(std::move(wire.theirs));
}

Stage::~Stage() {
    if (!session_) return;
    session_->cancel();
    loop.run(session_->join());
    reader_->cancel();
    loop.run(reader_->join());
}

void Stage::begin(std::unique_ptr<eth::EthCapability> plugin) {
    plugin_ = std::move(plugin);
    session_.emplace(peer->strand());
    reader_.emplace(loop.executor());
    session_->spawn("serve", serve());
    if (reading_ == Reading::always) reader_->spawn("read", read());
    loop.settle();
}

awaitable<void> Stage::serve() {
    net::ProtocolSessionPtr session = peer->session(plugin_->info());
    ended = co_await plugin_->serve(std::move(session), *ours_);
    ours_->cut();
}

awaitable<void> Stage::read() {
    while (true) {
        Result<net::Message> message = co_await theirs_->receive();
        if (!message) co_return;
        receive_queue_.push_back(std::move(*message));
    }
}

eth::Status Stage::good_status() const {
    eth::Status status;
    status.version = plugin_->info().version;
    status.network_id = profile.network;
    status.genesis = profile.first.hash;
    status.head = profile.first.hash;
    status.total_difficulty = 1;
    status.fork_id = profile.fork;
    return status;
}

const eth::StatusCodec& Stage::codec() const {
    if (plugin_->info().version >= ranged_spec.version) return eth::status_v2;
    return eth::status_v1;
}

void Stage::shake_hands() {
    send(eth::code::status, codec().encode(good_status()));
    if (reading_ == Reading::always) BOOST_TEST_REQUIRE(next().has_value());
    BOOST_TEST_REQUIRE(remote() != nullptr);
}

void Stage::queue(std::uint64_t code, Bytes payload) {
    (void)theirs_->post(net::make_message(code, std::move(payload)), net::Priority::control);
}

void Stage::send(std::uint64_t code, Bytes payload) {
    queue(code, std::move(payload));
    loop.settle();
}

std::optional<net::Message> Stage::next() {
    loop.settle();
    if (receive_queue_.empty()) return std::nullopt;
    net::Message message = std::move(receive_queue_.front());
    receive_queue_.pop_front();
    return message;
}

std::size_t Stage::unread() {
    loop.settle();
    return theirs_->queued_bytes();
}

std::uint64_t Stage::next_request(std::uint64_t code) {
    const std::optional<net::Message> message = next();
    BOOST_TEST_REQUIRE(message.has_value());
    BOOST_TEST_REQUIRE(message->code == code);
    return eth::peek_request_id(message->payload).value();
}

void Stage::cut() {
    reader_->cancel();
    loop.run(reader_->join());
    theirs_->cut();
    loop.settle();
}

}  // namespace plexus::testing
