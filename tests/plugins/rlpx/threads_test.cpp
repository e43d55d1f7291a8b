#include <atomic>
#include <thread>

#include "loopback.hpp"

using namespace plexus;
using namespace plexus::tests;

BOOST_AUTO_TEST_SUITE(rlpx_threads)

namespace {

constexpr int pairs = 4;
constexpr int messages = 200;

/// Sends its share, reads until the end, and closes when told so.
awaitable<void> talk(net::LinkPtr link, bool closes, std::atomic<int>& received) {
    for (int i = 0; i < messages; ++i) {
        const auto size = static_cast<std::size_t>(i) * 50 + 1;
        link->post(net::make_message(0, Bytes(size)), 16, net::Priority::control).value();
    }
    int mine = 0;
    while (true) {
        const Result<net::Message> message = co_await link->receive(any_size);
        if (!message) break;
        ++received;
        if (++mine == messages && closes) co_await link->close(net::Reason::requested);
    }
}

awaitable<void> dial_and_talk(rlpx::RlpxTransport& from, net::Node to, std::atomic<int>& received) {
    net::Hello hello = test_hello();
    const net::ConnectionFilter everyone;
    Result<net::LinkPtr> link = co_await from.dial(std::move(to), std::move(hello), everyone);
    co_await talk(std::move(link).value(), true, received);
}

awaitable<void> handshake_and_talk(std::unique_ptr<net::IncomingConnection> incoming,
                                   std::atomic<int>& received) {
    net::Hello hello = test_hello();
    const net::ConnectionFilter everyone;
    Result<net::LinkPtr> link = co_await incoming->handshake(std::move(hello), everyone);
    co_await talk(std::move(link).value(), false, received);
}

}  // namespace

/// For the thread sanitizer: every link on a strand of its own, on more threads than one.
BOOST_AUTO_TEST_CASE(links_live_on_the_strands_that_requested_them) {
    testing::FakeLocalNode alice(1);
    testing::FakeLocalNode bob(2);
    Metrics metrics;
    asio::io_context context;
    const Executor loop = context.get_executor();
    rlpx::RlpxTransport from(alice, loop, metrics, make_logger("rlpx"));
    rlpx::RlpxTransport to(bob, loop, metrics, make_logger("rlpx"));
    to.listen();
    std::atomic<int> received = 0;
    const auto rethrow = [](const std::exception_ptr& problem) {
        if (problem) std::rethrow_exception(problem);
    };
    const auto accept = [&]() -> awaitable<void> {
        for (int i = 0; i < pairs; ++i) {
            auto incoming = (co_await to.accept()).value();
            auto serving = handshake_and_talk(std::move(incoming), received);
            asio::co_spawn(asio::make_strand(loop), std::move(serving), rethrow);
        }
    };

    asio::co_spawn(asio::make_strand(loop), accept(), rethrow);
    for (int i = 0; i < pairs; ++i) {
        asio::co_spawn(asio::make_strand(loop), dial_and_talk(from, bob.node(), received), rethrow);
    }
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) threads.emplace_back([&] { context.run(); });
    }

    BOOST_TEST(received == 2 * pairs * messages);
    BOOST_TEST(metrics.value("plexus_rlpx_links") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
