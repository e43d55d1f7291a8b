#include <benchmark/benchmark.h>
#include <pthread.h>
#include <time.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/log/core/core.hpp>

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include <api/async/new_strand.hpp>
#include <api/async/task_scope.hpp>
#include <kit/crypto/random.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/eth/session/base.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/rlpx/transport.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

namespace {

constexpr std::size_t peers = 50;
constexpr std::size_t block_bytes = 200 * 1024;

constexpr eth::ProtocolSpec spec{.version = 68,
                                 .messages = eth::base_messages,
                                 .status = &eth::status_v1,
                                 .announcement = &eth::announcement_v2,
                                 .receipts = &eth::receipts_v1};
using Eth = eth::CapabilityPlugin<spec>;

/// A loop with one thread of its own, whose CPU time can be read.
class Thread {
public:
    ~Thread() {
        loop_.stop();
        thread_.join();
    }
    Executor executor() { return loop_.get_executor(); }
    Executor strand() { return new_strand(executor()); }
    double cpu_seconds() {
        clockid_t clock{};
        timespec time{};
        pthread_getcpuclockid(thread_.native_handle(), &clock);
        clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

private:
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.get_executor()};
    std::thread thread_{[this] { loop_.run(); }};
};

/// Counts what all receivers have got.
class Counter {
public:
    void count() {
        const std::scoped_lock lock(mutex_);
        ++count_;
        changed_.notify_all();
    }

    /// @returns false if so many did not come within the limit
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        const bool came = changed_.wait_for(lock, limit, [&] { return count_ >= count; });
        count_ = 0;
        return came;
    }

private:
    static constexpr std::chrono::seconds limit{10};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t count_ = 0;
};

/// eth's half of a link that carries nothing else.
class LinkPipe final : public net::Pipe {
public:
    explicit LinkPipe(net::LinkPtr link) : link_(std::move(link)) {}

    awaitable<Result<net::Message>> receive() override {
        const net::SizeLimit any = [](std::uint64_t) { return std::optional{rlpx::max_message}; };
        Result<net::Message> message = co_await link_->receive(any);
        if (message) message->code -= net::first_capability_code;
        co_return message;
    }
    Result<void> post(net::SharedMessage message, net::Priority priority) override {
        return link_->post(std::move(message), net::first_capability_code, priority);
    }
    std::size_t queued_bytes() const noexcept override { return link_->queued_bytes(); }
    awaitable<Result<void>> queue_below(std::size_t bytes) override {
        return link_->queue_below(bytes);
    }

private:
    net::LinkPtr link_;
};

net::Hello hello() {
    net::Hello result;
    result.client = "plexus/bench";
    result.capabilities = {{"eth", 68}};
    return result;
}

/// A node with real sessions over RLPx on loopback TCP, and as many receivers. The node has one
/// thread, all the receivers share another, so that the CPU time of the node is its own.
class Star {
public:
    Star() {
        boost::log::core::get()->set_logging_enabled(false);  // stdout belongs to the results
        host_.provide<chain::ChainProfile>(profile_)
            .provide<chain::HeadTracker>(heads_)
            .provide<net::PeerPool>(pool_);
        eth_ = host_.create<Eth>();
        to_.listen();
        for (std::size_t i = 0; i < peers; ++i) add_peer(i);
        for (const net::PeerPtr& peer : pool_.peers()) {
            while (!peer->handle<eth::Remote>()) std::this_thread::yield();
        }
    }

    /// Waits until all have got what `tell` has sent.
    template <class Tell>
    void measure(benchmark::State& state, Tell tell) {
        double cpu = 0;
        for (auto _ : state) {
            const eth::RawBlock block = next_block();
            const double cpu_before = node_.cpu_seconds();
            const auto before = std::chrono::steady_clock::now();
            tell(block);
            if (!received_.wait_for(peers)) {
                state.SkipWithError("not every peer was told");
                break;
            }
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - before;
            state.SetIterationTime(passed.count());
            cpu += node_.cpu_seconds() - cpu_before;
        }
        const auto each = static_cast<double>(state.iterations()) * peers;
        state.counters["cpu_us_per_peer"] = 1e6 * cpu / each;
    }

    const eth::Client& client() const { return client_; }
    std::vector<net::PeerPtr> connected() const { return pool_.peers(); }

private:
    struct Runner final : Runtime {
        explicit Runner(Thread& its) : thread(its) {}
        Executor executor() override { return thread.executor(); }
        Executor blocking() override { return thread.executor(); }
        void request_stop(int) override {}
        Thread& thread;
    };

    void add_peer(std::size_t number) {
        const Executor there = others_.strand();
        const Executor here = node_.strand();
        auto accepting = accept(there);
        auto accepted = asio::co_spawn(there, std::move(accepting), asio::use_future);
        auto dialling = dial(here, number);
        asio::co_spawn(here, std::move(dialling), asio::use_future).get();
        accepted.get();
    }

    awaitable<void> accept(Executor strand) {
        auto incoming = (co_await to_.accept()).value();
        net::Hello ours = hello();
        const net::ConnectionFilter everyone;
        net::LinkPtr link = (co_await incoming->handshake(std::move(ours), everyone)).value();
        auto reading = receive(std::make_shared<LinkPipe>(std::move(link)));
        asio::co_spawn(strand, std::move(reading), [](const std::exception_ptr&) {});
    }

    /// A receiver: says its Status, and counts what comes.
    awaitable<void> receive(std::shared_ptr<LinkPipe> pipe) {
        eth::Status status;
        status.version = 68;
        status.network_id = profile_.network;
        status.fork_id = profile_.fork;
        status.total_difficulty = 1;  // who tells none is told of no blocks
        pipe->post(net::make_message(eth::code::status, eth::status_v1.encode(status)),
                   net::Priority::control)
            .value();
        while (true) {
            const Result<net::Message> message = co_await pipe->receive();
            if (!message) co_return;
            if (message->code != eth::code::status) received_.count();
        }
    }

    awaitable<void> dial(Executor strand, std::size_t number) {
        net::Hello ours = hello();
        const net::ConnectionFilter everyone;
        net::LinkPtr link =
            (co_await from_.dial(to_local_.node(), std::move(ours), everyone)).value();
        net::Node node;
        node.id.bytes[0] = static_cast<std::uint8_t>(number);
        const auto peer = std::make_shared<testing::FakePeer>(strand, node);
        pool_.join(peer);
        auto serving = serve(peer, std::make_shared<LinkPipe>(std::move(link)));
        asio::co_spawn(strand, std::move(serving), [](const std::exception_ptr&) {});
    }

    awaitable<void> serve(std::shared_ptr<testing::FakePeer> peer, std::shared_ptr<LinkPipe> pipe) {
        net::ProtocolSessionPtr session = peer->session(eth_->info());
        (void)co_await eth_->serve(std::move(session), *pipe);
    }

    /// One transaction of bytes that do not compress: the dearest block of this size.
    eth::RawBlock next_block() {
        eth::Header header;
        header.number = ++number_;
        Bytes data(block_bytes);
        crypto::random_bytes(data);
        rlp::Writer body;
        body.list([&] {
            body.list([&] { body.list([&] { body.bytes(data); }); });
            body.list([] {});
        });
        return eth::make_raw_block(SharedBytes{eth::encode_header(header)},
                                   SharedBytes{body.take()})
            .value();
    }

    testing::Loop unused_;
    testing::TestHost host_{unused_.executor(), "eth"};
    testing::FakeProfile profile_;
    testing::FakeHeads heads_;
    testing::FakePeerPool pool_;
    Metrics metrics_;
    testing::FakeLocalNode from_local_{1};
    testing::FakeLocalNode to_local_{2};
    Counter received_;
    std::unique_ptr<eth::EthCapability> eth_;
    std::uint64_t number_ = 0;
    Thread node_;
    Thread others_;
    rlpx::RlpxTransport from_{from_local_, node_.executor(), metrics_, make_logger("bench")};
    rlpx::RlpxTransport to_{to_local_, others_.executor(), metrics_, make_logger("bench")};
    Runner runtime_{node_};
    eth::Client client_{pool_, runtime_};
};

Star& star() {
    static Star* const kept = new Star;  // sessions and threads last as long as the process
    return *kept;
}

/// As the rules have it: whole to the square root of all, the hash to the rest.
void block_by_the_rules(benchmark::State& state) {
    star().measure(state, [](const eth::RawBlock& block) {
        (void)star().client().broadcast(block, Uint256{});
    });
}

/// The whole block to everybody, encoded and compressed once.
void block_to_everybody(benchmark::State& state) {
    star().measure(state, [](const eth::RawBlock& block) {
        const eth::BlockGossip gossip = eth::make_gossip(eth::NewBlock{block, {}});
        for (const auto& peer : star().connected()) {
            (void)peer->handle<eth::Remote>()->send_block(gossip);
        }
    });
}

/// The same, encoded and compressed for each: what sharing saves.
void block_to_each(benchmark::State& state) {
    star().measure(state, [](const eth::RawBlock& block) {
        for (const auto& peer : star().connected()) {
            const eth::BlockGossip gossip = eth::make_gossip(eth::NewBlock{block, {}});
            (void)peer->handle<eth::Remote>()->send_block(gossip);
        }
    });
}

BENCHMARK(block_by_the_rules)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(50);
BENCHMARK(block_to_everybody)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(50);
BENCHMARK(block_to_each)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(50);

}  // namespace
