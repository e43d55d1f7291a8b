#include <boost/asio/bind_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

#include <api/async/within.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>

#include <tests/sdk/kit/eth/session/things.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakeRemote;

// In real time, on real threads: the requester may be anywhere.

namespace {

using Items = FakeRemote::Items;
using Blobs = eth::Response<chain::RawItems>;

/// A node's loop with three threads, and a pool for what is heavy.
class Threads final : public Runtime {
public:
    Threads() {
        for (int i = 0; i < 3; ++i) workers_.emplace_back([this] { loop_.run(); });
    }
    ~Threads() override {
        work_.reset();
        for (std::thread& worker : workers_) worker.join();
        blocking_.join();
    }
    Executor executor() override { return loop_.get_executor(); }
    Executor blocking() override {
        ++heavy;
        return blocking_.get_executor();
    }
    void request_stop(int) override {}

    std::atomic<int> heavy = 0;  ///< what was given to the blocking pool

private:
    asio::io_context loop_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.get_executor()};
    asio::thread_pool blocking_{1};
    std::vector<std::thread> workers_;
};

/// One peer with state entries.
struct Requesting {
    const SharedBytes small{Bytes(100, 0x11)};
    const SharedBytes large{Bytes(100'000, 0x22)};

    testing::Loop unused;  // of the peer's, on whose strand nothing happens here
    testing::FakePeerPool pool;
    std::shared_ptr<FakeRemote> remote = std::make_shared<FakeRemote>();
    std::shared_ptr<testing::FakePeer> peer =
        std::make_shared<testing::FakePeer>(unused, net::Node{});
    std::atomic<bool> silent = false;
    Threads threads;  // its threads end before anything that they may use
    eth::Client client{pool, threads};

    Requesting() {
        remote->on_node_data = [this](std::vector<Hash256> hashes) -> awaitable<Items> {
            if (silent) co_await sleep_for(1h);
            const bool wants_small = hashes.front() == hash(small);
            co_return chain::RawItems{wants_small ? small : large};
        };
        testing::give(peer, remote);
        pool.join(peer);
    }
    static Hash256 hash(const SharedBytes& entry) { return crypto::keccak256(entry); }
    std::vector<Hash256> wanted() const { return {hash(small)}; }
};

awaitable<Blobs> request_in_a_coroutine(eth::Client client, std::vector<Hash256> wanted) {
    Blobs first = co_await client.node_data(wanted);
    if (!first) co_return first;
    Blobs second = co_await client.node_data(std::move(wanted), asio::use_awaitable);
    co_return second;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(completion, Requesting)

BOOST_AUTO_TEST_CASE(a_coroutine_awaits_the_response) {
    auto request = request_in_a_coroutine(client, wanted());
    auto response = asio::co_spawn(threads.executor(), std::move(request), asio::use_future);

    BOOST_TEST(response.get()->size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_future_gets_the_response) {
    std::future<Blobs> response = client.node_data(wanted(), asio::use_future);

    BOOST_TEST((response.get().peer() == peer));
}

BOOST_AUTO_TEST_CASE(a_thread_that_may_wait_gets_the_response) {
    const Blobs response = client.node_data(wanted(), and_wait);

    BOOST_TEST((response.peer() == peer));
}

BOOST_AUTO_TEST_CASE(a_callback_gets_the_response_on_its_executor) {
    const auto strand = asio::make_strand(threads.executor());
    std::promise<bool> called;
    client.node_data(wanted(), asio::bind_executor(strand, [&](const Blobs& response) {
                         called.set_value(response.has_value() && strand.running_in_this_thread());
                     }));

    BOOST_TEST(called.get_future().get());
}

BOOST_AUTO_TEST_CASE(a_callback_that_can_only_be_moved_will_do) {
    std::promise<bool> called;
    std::future<bool> responded = called.get_future();
    client.node_data(wanted(), [called = std::move(called)](const Blobs& response) mutable {
        called.set_value(response.has_value());
    });

    BOOST_TEST(responded.get());
}

BOOST_AUTO_TEST_CASE(no_peer_is_a_response_and_no_exception) {
    pool.leave(peer);

    BOOST_TEST((client.node_data(wanted(), asio::use_future).get().error() == Errc::no_peer));
    BOOST_TEST((client.node_data(wanted(), and_wait).error() == Errc::no_peer));
}

BOOST_AUTO_TEST_CASE(a_callback_can_be_cancelled_by_its_slot) {
    silent = true;
    asio::cancellation_signal signal;
    const auto strand = asio::make_strand(threads.executor());
    std::promise<ErrorCode> called;
    const auto keep = [&](const Blobs& response) { called.set_value(response.error()); };
    client.node_data(
        wanted(), asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(strand, keep)));
    asio::post(strand, [&] { signal.emit(asio::cancellation_type::terminal); });

    BOOST_TEST((called.get_future().get() == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_cancellation_that_comes_too_late_does_nothing) {
    asio::cancellation_signal signal;
    const auto strand = asio::make_strand(threads.executor());
    std::promise<bool> called;
    const auto keep = [&](const Blobs& response) {
        signal.emit(asio::cancellation_type::terminal);
        called.set_value(response.has_value());
    };
    client.node_data(
        wanted(), asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(strand, keep)));

    BOOST_TEST(called.get_future().get());
}

BOOST_AUTO_TEST_CASE(a_coroutine_can_be_cancelled) {
    silent = true;
    const auto strand = asio::make_strand(threads.executor());
    auto limited = [](eth::Client requester, std::vector<Hash256> hashes) -> awaitable<ErrorCode> {
        auto request = request_in_a_coroutine(requester, std::move(hashes));
        const Result<Blobs> response = co_await within(20ms, std::move(request));
        co_return response ? response->error() : response.error();
    };
    auto request = limited(client, wanted());
    auto response = asio::co_spawn(strand, std::move(request), asio::use_future);

    const ErrorCode error = response.get();
    BOOST_TEST((error == Errc::timed_out || error == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(large_responses_are_checked_on_the_blocking_pool) {
    (void)client.node_data(wanted(), and_wait);
    BOOST_TEST(threads.heavy == 0);

    BOOST_TEST(client.node_data({hash(large)}, and_wait).has_value());
    BOOST_TEST(threads.heavy == 1);
}

BOOST_AUTO_TEST_SUITE_END()
