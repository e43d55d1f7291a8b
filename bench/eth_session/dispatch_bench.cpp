#include <benchmark/benchmark.h>

#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <span>
#include <vector>

#include <api/async/event.hpp>
#include <api/core/log_threshold.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/base.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

namespace {

constexpr eth::ProtocolSpec spec{.version = 68,
                                 .messages = eth::base_messages,
                                 .status = &eth::status_v1,
                                 .announcement = &eth::announcement_v2,
                                 .receipts = &eth::receipts_v1};

/// A pipe out of which the messages come that it is given.
class Spring final : public net::Pipe {
public:
    explicit Spring(const Executor& strand) : more_(strand) {}

    void give(std::span<const net::Message> messages) {
        left_ = messages;
        more_.notify();
    }
    awaitable<Result<net::Message>> receive() override {
        while (left_.empty()) co_await more_.wait();
        net::Message message = left_.front();
        left_ = left_.subspan(1);
        co_return Result<net::Message>(std::move(message));
    }
    Result<void> post(net::SharedMessage, net::Priority) override { return {}; }
    std::size_t queued_bytes() const noexcept override { return 0; }
    awaitable<Result<void>> queue_below(std::size_t) override { co_return Result<void>{}; }

private:
    std::span<const net::Message> left_{};
    Event more_;
};

class Counter final : public eth::BlockHandler, public eth::TxHandler {
public:
    std::size_t calls = 0;

    awaitable<eth::ValidationResult> on_block(const eth::Origin&, const eth::RawBlock&) override {
        ++calls;
        co_return eth::ValidationResult::ignore;
    }
    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin&, std::span<const eth::RawTransaction>) override {
        ++calls;
        co_return eth::ValidationResult::ignore;
    }
};

/// A session after its handshake, with one handler of each kind.
class Stage {
public:
    Stage() {
        host_.provide<chain::ChainProfile>(profile_)
            .provide<chain::HeadTracker>(heads_)
            .provide<net::PeerPool>(pool_);
        host_.provide<eth::BlockHandler>(counter).provide<eth::TxHandler>(counter);
        plugin_ = host_.create<eth::CapabilityPlugin<spec>>();
        peer_ = std::make_shared<testing::FakePeer>(loop_, net::Node{});
        scope_.emplace(peer_->strand());
        scope_->spawn("serve", serve());
        const net::Message first = status();
        pass({&first, 1});
    }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage() {
        scope_->cancel();
        loop_.run(scope_->join());
    }

    Counter counter;

    void pass(std::span<const net::Message> messages) {
        spring_.give(messages);
        loop_.settle();
    }

private:
    awaitable<void> serve() {
        net::ProtocolSessionPtr session = peer_->session(plugin_->info());
        (void)co_await plugin_->serve(std::move(session), spring_);
    }

    net::Message status() const {
        eth::Status status;
        status.version = spec.version;
        status.network_id = profile_.network;
        status.genesis = profile_.first.hash;
        status.fork_id = profile_.fork;
        net::Message message;
        message.code = eth::code::status;
        message.payload = SharedBytes{eth::status_v1.encode(status)};
        return message;
    }

    testing::Loop loop_;
    testing::TestHost host_{loop_.executor(), "eth"};
    testing::FakeProfile profile_;
    testing::FakeHeads heads_;
    testing::FakePeerPool pool_;
    Spring spring_{loop_.executor()};
    std::unique_ptr<eth::EthCapability> plugin_;
    std::shared_ptr<testing::FakePeer> peer_;
    std::optional<TaskScope> scope_;
};

/// As the program does with its usual options.
void keep_info() {
    set_log_threshold(Severity::info);
    namespace log = boost::log;
    log::core::get()->set_filter([](const log::attribute_value_set& values) {
        const auto severity = log::extract<Severity>("Severity", values);
        return severity && *severity >= Severity::info;
    });
}

/// A list with a number and padding: nobody looks into a transaction.
eth::RawTransaction make_transaction(std::uint64_t number, std::size_t bytes) {
    rlp::Writer out;
    out.list([&] {
        out.u64(number);
        out.bytes(Bytes(bytes, 0x55));
    });
    eth::RawTransaction transaction;
    transaction.bytes = SharedBytes{out.take()};
    transaction.hash = eth::transaction_hash(transaction.bytes);
    return transaction;
}

constexpr std::size_t transaction_bytes = 180;  // a transfer with a little data

net::Message new_block(std::size_t bytes, std::uint64_t number) {
    eth::Header header;
    header.number = number;
    rlp::Writer items;
    items.list([&] {
        constexpr std::size_t header_bytes = 510;
        for (std::size_t i = 0; header_bytes + i * transaction_bytes < bytes; ++i) {
            items.raw(make_transaction(i, transaction_bytes).bytes);
        }
    });
    items.list([] {});
    const auto block = eth::make_raw_block_of_items(SharedBytes{eth::encode_header(header)},
                                                    SharedBytes{items.take()});
    net::Message message;
    message.code = eth::code::new_block;
    message.payload = SharedBytes{eth::encode_new_block(block.value(), {})};
    return message;
}

net::Message transactions(std::size_t count, std::uint64_t number) {
    std::vector<eth::RawTransaction> items;
    for (std::size_t i = 0; i < count; ++i) {
        items.push_back(make_transaction(number * count + i, transaction_bytes));
    }
    net::Message message;
    message.code = eth::code::transactions;
    message.payload = SharedBytes{eth::encode_transactions(items)};
    return message;
}

/// From the pipe to the handler and back: row, queue, decoding, the call, its validation result. No
/// message is like another: what a peer sends again is dropped.
template <class Make>
void dispatch(benchmark::State& state, Make make) {
    constexpr std::size_t burst = 64;
    keep_info();
    Stage stage;
    std::vector<net::Message> messages(burst);
    std::uint64_t number = 0;
    std::int64_t bytes = 0;
    for (auto _ : state) {
        state.PauseTiming();
        for (net::Message& message : messages) {
            message = make(static_cast<std::size_t>(state.range(0)), ++number);
            bytes += static_cast<std::int64_t>(message.payload.size());
        }
        state.ResumeTiming();
        stage.pass(messages);
    }
    if (stage.counter.calls != number) state.SkipWithError("lost some");
    state.SetItemsProcessed(static_cast<std::int64_t>(number));
    state.SetBytesProcessed(bytes);
}

void dispatch_new_block(benchmark::State& state) { dispatch(state, new_block); }
void dispatch_transactions(benchmark::State& state) { dispatch(state, transactions); }

BENCHMARK(dispatch_new_block)->Arg(1024)->Arg(100 * 1024);
BENCHMARK(dispatch_transactions)->Arg(1)->Arg(100);

}  // namespace
