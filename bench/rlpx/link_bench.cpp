#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>
#include <boost/log/core/core.hpp>

#include <api/async/task_scope.hpp>
#include <kit/crypto/random.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <plugins/rlpx/transport.hpp>

using namespace plexus;

namespace {

net::Hello hello() {
    net::Hello result;
    result.client = "plexus/bench";
    result.capabilities = {{"eth", 68}};
    return result;
}

/// Two nodes that are connected over loopback TCP and share one thread: what is measured is the
/// work of both ends.
class Pair {
public:
    Pair() {
        boost::log::core::get()->set_logging_enabled(false);  // stdout belongs to the results
        to_.listen();
        run(accept(), dial());
    }

    /// Sends a message `count` times and receives it as often.
    void exchange(const net::SharedMessage& message, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            dialled_->post(message, net::first_capability_code, net::Priority::control).value();
        }
        run(receive(count));
    }

private:
    template <class... Tasks>
    void run(Tasks... tasks) {
        TaskScope scope(loop_.get_executor());
        (scope.spawn("bench", std::move(tasks)), ...);
        asio::co_spawn(loop_, scope.join(), [this](const std::exception_ptr& problem) {
            if (problem) std::rethrow_exception(problem);
            loop_.stop();
        });
        loop_.restart();
        loop_.run();
    }

    awaitable<void> accept() {
        auto incoming = co_await to_.accept();
        net::Hello ours = hello();
        const net::ConnectionFilter everyone;
        accepted_ = (co_await incoming.value()->handshake(std::move(ours), everyone)).value();
    }

    awaitable<void> dial() {
        net::Hello ours = hello();
        const net::ConnectionFilter everyone;
        dialled_ = (co_await from_.dial(to_local_.node(), std::move(ours), everyone)).value();
    }

    awaitable<void> receive(std::size_t count) {
        const net::SizeLimit any = [](std::uint64_t) { return std::optional{rlpx::max_message}; };
        for (std::size_t i = 0; i < count; ++i) (co_await accepted_->receive(any)).value();
    }

    asio::io_context loop_{1};
    Metrics metrics_;
    testing::FakeLocalNode from_local_{1};
    testing::FakeLocalNode to_local_{2};
    rlpx::RlpxTransport from_{from_local_, loop_.get_executor(), metrics_, make_logger("bench")};
    rlpx::RlpxTransport to_{to_local_, loop_.get_executor(), metrics_, make_logger("bench")};
    net::LinkPtr dialled_;
    net::LinkPtr accepted_;
};

/// Messages that do not compress, a few MiB or a few thousand at a time.
void message_over_loopback(benchmark::State& state) {
    constexpr std::size_t most_bytes = 8 << 20;
    constexpr std::size_t most_messages = 4096;
    Pair pair;
    Bytes payload(static_cast<std::size_t>(state.range(0)));
    crypto::random_bytes(payload);
    const std::size_t count = std::min(most_messages, most_bytes / payload.size());
    const net::SharedMessage message = net::make_message(0, std::move(payload));
    for (auto _ : state) pair.exchange(message, count);
    const auto messages = state.iterations() * static_cast<std::int64_t>(count);
    state.SetItemsProcessed(messages);
    state.SetBytesProcessed(messages * state.range(0));
}
BENCHMARK(message_over_loopback)
    ->Arg(64)
    ->Arg(1024)
    ->Arg(1 << 20)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
