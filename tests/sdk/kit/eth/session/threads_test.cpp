#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

#include <api/async/within.hpp>
#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/messages/response.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::LateEth;

// The one test in real time and on real threads: who requests, who is cancelled and who responds
// are on different strands. The thread sanitizer is what looks at it closely.

BOOST_AUTO_TEST_SUITE(threads)

namespace {

/// The other side: says a good Status, and responses every other request.
class Responder final : public net::Pipe {
public:
    Responder(const Executor& strand, eth::Status status) : status_(status), arrived_(strand) {}

    awaitable<Result<net::Message>> receive() override {
        while (receive_queue_.empty() && !cut_) co_await arrived_.wait();
        if (receive_queue_.empty()) co_return make_error_code(Errc::peer_gone);
        net::Message message = std::move(receive_queue_.front());
        receive_queue_.pop_front();
        co_return Result<net::Message>(std::move(message));
    }
    Result<void> post(net::SharedMessage message, net::Priority) override {
        if (message->code() == eth::code::status) {
            push(eth::code::status, eth::status_v1.encode(status_));
        } else if (++requests_ % 2 == 0) {
            const std::uint64_t id = eth::peek_request_id(message->payload()).value();
            push(eth::code::block_headers, eth::encode_response(id, {}));
        }
        return {};
    }
    std::size_t queued_bytes() const noexcept override { return 0; }
    awaitable<Result<void>> queue_below(std::size_t) override { co_return Result<void>{}; }

    void cut() {
        cut_ = true;
        arrived_.notify();
    }

private:
    void push(std::uint64_t code, Bytes payload) {
        net::Message message;
        message.code = code;
        message.payload = SharedBytes{std::move(payload)};
        receive_queue_.push_back(std::move(message));
        arrived_.notify();
    }

    eth::Status status_;
    Event arrived_;
    std::deque<net::Message> receive_queue_;
    std::size_t requests_ = 0;
    bool cut_ = false;
};

constexpr int requesters = 6;
constexpr int requests_each = 150;

struct Tally {
    std::atomic<int> responded = 0;
    std::atomic<int> failed = 0;
    std::atomic<int> finished = 0;
};

awaitable<void> request_often(std::shared_ptr<testing::FakePeer> peer, Tally& tally) {
    chain::HeaderQuery query;
    query.amount = 1;
    for (int i = 0; i < requests_each; ++i) {
        const std::shared_ptr<eth::Remote> remote = peer->handle<eth::Remote>();
        if (!remote) break;
        // About as long as a response takes, so that both ends of the race are met.
        const auto limit = std::chrono::microseconds{50 + 40 * (i % 10)};
        auto request = remote->headers(query);
        const Result<chain::RawItems> response = co_await within(limit, std::move(request));
        ++(response ? tally.responded : tally.failed);
    }
    ++tally.finished;
}

awaitable<void> serve(net::Capability& capability, std::shared_ptr<testing::FakePeer> peer,
                      Responder& pipe) {
    net::ProtocolSessionPtr session = peer->session(capability.info());
    (void)co_await capability.serve(std::move(session), pipe);
}

}  // namespace

BOOST_AUTO_TEST_CASE(requesters_on_many_strands_may_be_cancelled_at_any_moment) {
    testing::Loop unused;
    testing::FakeProfile profile;
    testing::FakeEthPool pool(unused);
    testing::TestHost host(unused.executor(), "eth");
    testing::FakeHeads heads;
    host.provide<chain::ChainProfile>(profile)
        .provide<chain::HeadTracker>(heads)
        .provide<net::PeerPool>(pool);
    const auto plugin = host.create<LateEth>();
    eth::Status status;
    status.version = 68;
    status.network_id = profile.network;
    status.fork_id = profile.fork;

    asio::io_context context;
    const auto peer = std::make_shared<testing::FakePeer>(asio::make_strand(context), net::Node{});
    Responder pipe(peer->strand(), status);
    TaskScope session(peer->strand());
    session.spawn("serve", serve(*plugin, peer, pipe));
    context.poll();
    BOOST_TEST_REQUIRE((peer->handle<eth::Remote>() != nullptr));

    Tally tally;
    for (int i = 0; i < requesters; ++i) {
        auto requester = request_often(peer, tally);
        asio::co_spawn(asio::make_strand(context), std::move(requester), [&](std::exception_ptr) {
            if (tally.finished == requesters) asio::post(peer->strand(), [&] { pipe.cut(); });
        });
    }
    context.restart();
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i) workers.emplace_back([&context] { context.run(); });
    for (std::thread& worker : workers) worker.join();

    BOOST_TEST(tally.finished == requesters);
    BOOST_TEST(tally.responded + tally.failed == requesters * requests_each);
    BOOST_TEST(tally.failed > 0);
    BOOST_TEST(session.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
