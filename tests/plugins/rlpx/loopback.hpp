#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <plugins/rlpx/transport.hpp>

namespace plexus::tests {

using namespace std::chrono_literals;

/// An event loop in real time, for real sockets.
class RealLoop {
public:
    Executor executor() { return context_.get_executor(); }

    /// Runs coroutines side by side until all have ended; the first failure is the test's.
    template <class... Tasks>
    void run(Tasks... tasks) {
        TaskScope scope(executor());
        (scope.spawn("test", std::move(tasks)), ...);
        std::exception_ptr failure;
        bool ended = false;
        asio::co_spawn(context_, scope.join(), [&](const std::exception_ptr& problem) {
            failure = problem;
            ended = true;
            context_.stop();
        });
        context_.restart();
        context_.run_for(limit);
        BOOST_TEST_REQUIRE(ended, "the test hangs");
        if (failure) std::rethrow_exception(failure);
    }

private:
    static constexpr auto limit = 60s;  // sanitizers on a busy machine included

    asio::io_context context_{1};
};

inline net::Hello test_hello() {
    net::Hello hello;
    hello.client = "plexus/test";
    hello.capabilities = {{"eth", 68}};
    return hello;
}

/// Codes from 16 to 32, of any size.
inline const net::SizeLimit any_size = [](std::uint64_t code) -> std::optional<std::size_t> {
    if (code < net::first_capability_code || code > 32) return std::nullopt;
    return rlpx::max_message;
};

/// A node with nothing but its transport.
struct TestNode {
    TestNode(RealLoop& loop, std::uint64_t seed, const rlpx::Deadlines& deadlines = {},
             std::size_t memory_bytes = rlpx::default_memory)
        : local(seed),
          transport(local, loop.executor(), metrics, make_logger("rlpx"), deadlines, memory_bytes) {
        transport.listen();
    }

    testing::FakeLocalNode local;
    Metrics metrics;
    rlpx::RlpxTransport transport;
};

/// Both ends of one connection between two nodes.
struct LinkPair {
    net::LinkPtr dialled;
    net::LinkPtr accepted;
};

awaitable<void> accept_one(TestNode& node, Result<net::LinkPtr>& link, net::Hello hello,
                           net::ConnectionFilter filter);
awaitable<void> dial_one(TestNode& from, net::Node to, Result<net::LinkPtr>& link, net::Hello hello,
                         net::ConnectionFilter filter);

/// Connects two nodes that want each other.
LinkPair connect(RealLoop& loop, TestNode& from, TestNode& to,
                 const net::Hello& hello = test_hello());

/// What a link yields until it ends.
struct Received {
    std::vector<net::Message> messages;
    ErrorCode error;
};

awaitable<void> receive_all(net::Link& link, Received& received,
                            const net::SizeLimit& limit = any_size);

}  // namespace plexus::tests
