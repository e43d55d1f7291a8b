#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <thread>

#include <api/async/within.hpp>
#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/messages/response.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::LateEth;

// The one test in real time and on real threads: who asks, who is cancelled and who answers are on
// different strands. The thread sanitizer is what looks at it closely.

namespace {

/// A peer that any thread may use.
class SharedPeer final : public net::Peer, public std::enable_shared_from_this<SharedPeer> {
public:
    explicit SharedPeer(Executor strand) : strand_(std::move(strand)) {}

    const net::Node& node() const noexcept override { return node_; }
    net::Direction direction() const noexcept override { return net::Direction::outbound; }
    const std::string& client() const noexcept override { return client_; }
    const std::vector<net::CapabilityInfo>& shared() const noexcept override { return shared_; }
    Executor strand() const override { return strand_; }
    void report(net::PeerEvent) override {}
    void disconnect(net::Reason) override {}
    bool connected() const noexcept override { return true; }
    net::LinkStats stats() const override { return {}; }
    void withdraw(const ServiceKey&) override { set(nullptr); }

protected:
    std::shared_ptr<void> find_facet(const ServiceKey&) const override {
        const std::scoped_lock lock(mutex_);
        return facet_;
    }
    awaitable<Result<std::shared_ptr<void>>> await_facet(ServiceKey key, Duration) override {
        co_return find_facet(key);
    }
    void offer_facet(const ServiceKey&, std::shared_ptr<void> facet) override {
        set(std::move(facet));
    }

private:
    void set(std::shared_ptr<void> facet) {
        const std::scoped_lock lock(mutex_);
        facet_ = std::move(facet);
    }

    net::Node node_{};
    std::string client_;
    std::vector<net::CapabilityInfo> shared_;
    Executor strand_;
    mutable std::mutex mutex_;
    std::shared_ptr<void> facet_;
};

/// The other side: says a good Status, and answers every other question.
class Answerer final : public net::Pipe {
public:
    Answerer(const Executor& strand, eth::Status status) : status_(status), arrived_(strand) {}

    awaitable<Result<net::Message>> receive() override {
        while (inbox_.empty() && !cut_) co_await arrived_.wait();
        if (inbox_.empty()) co_return make_error_code(Errc::peer_gone);
        net::Message message = std::move(inbox_.front());
        inbox_.pop_front();
        co_return Result<net::Message>(std::move(message));
    }
    Result<void> post(net::SharedMessage message, net::Priority) override {
        if (message->code() == eth::code::status) {
            push(eth::code::status, eth::status_v1.encode(status_));
        } else if (++questions_ % 2 == 0) {
            const std::uint64_t id = eth::peek_request_id(message->payload()).value();
            push(eth::code::block_headers, eth::encode_response(id, {}));
        }
        return {};
    }
    std::size_t queued_bytes() const noexcept override { return 0; }

    void cut() {
        cut_ = true;
        arrived_.notify();
    }

private:
    void push(std::uint64_t code, Bytes payload) {
        net::Message message;
        message.code = code;
        message.payload = SharedBytes{std::move(payload)};
        inbox_.push_back(std::move(message));
        arrived_.notify();
    }

    eth::Status status_;
    Event arrived_;
    std::deque<net::Message> inbox_;
    std::size_t questions_ = 0;
    bool cut_ = false;
};

constexpr int askers = 6;
constexpr int questions_each = 150;

struct Tally {
    std::atomic<int> answered = 0;
    std::atomic<int> failed = 0;
    std::atomic<int> finished = 0;
};

awaitable<void> ask_often(std::shared_ptr<SharedPeer> peer, Tally& tally) {
    chain::HeaderQuery query;
    query.amount = 1;
    for (int i = 0; i < questions_each; ++i) {
        const std::shared_ptr<eth::Remote> remote = peer->facet<eth::Remote>();
        if (!remote) break;
        // About as long as an answer takes, so that both ends of the race are met.
        const auto limit = std::chrono::microseconds{50 + 40 * (i % 10)};
        auto question = remote->headers(query);
        const Result<chain::RawItems> answer = co_await within(limit, std::move(question));
        ++(answer ? tally.answered : tally.failed);
    }
    ++tally.finished;
}

awaitable<void> serve(net::Capability& capability, std::shared_ptr<SharedPeer> peer,
                      Answerer& pipe) {
    (void)co_await capability.serve(peer, pipe);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(askers_on_many_strands_may_be_cancelled_at_any_moment) {
    testing::Loop unused;
    testing::FakeProfile profile;
    testing::FakePool pool(unused);
    testing::FakeHost host(unused, "eth");
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
    const auto peer = std::make_shared<SharedPeer>(asio::make_strand(context));
    Answerer pipe(peer->strand(), status);
    TaskScope session(peer->strand());
    session.spawn("serve", serve(*plugin, peer, pipe));
    context.poll();
    BOOST_TEST_REQUIRE((peer->facet<eth::Remote>() != nullptr));

    Tally tally;
    for (int i = 0; i < askers; ++i) {
        auto asker = ask_often(peer, tally);
        asio::co_spawn(asio::make_strand(context), std::move(asker), [&](std::exception_ptr) {
            if (tally.finished == askers) asio::post(peer->strand(), [&] { pipe.cut(); });
        });
    }
    context.restart();
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i) workers.emplace_back([&context] { context.run(); });
    for (std::thread& worker : workers) worker.join();

    BOOST_TEST(tally.finished == askers);
    BOOST_TEST(tally.answered + tally.failed == askers * questions_each);
    BOOST_TEST(tally.failed > 0);
    BOOST_TEST(session.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
