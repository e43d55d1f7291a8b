#include <api/async/await_on.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/plugin/export.hpp>
#include <kit/serial/handlers.hpp>

#include <plugins/relay/blocks/blocks.hpp>
#include <plugins/relay/blocks/reader.hpp>
#include <plugins/relay/transactions/transactions.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

constexpr std::size_t mebibyte = 1024 * 1024;

/// How long a peer that has said Hello may take until its eth session is there: the handshake's
/// own limits are shorter.
constexpr auto handshake_limit = 30s;

std::size_t size_of(const Host& host, std::string_view option, std::size_t unit = 1) {
    return static_cast<std::size_t>(host.settings().number(option)) * unit;
}

OptionSpec number(std::string name, std::string fallback, std::int64_t minimum,
                  std::int64_t maximum, std::string help) {
    OptionSpec spec;
    spec.name = std::move(name);
    spec.kind = OptionKind::number;
    spec.fallback = std::move(fallback);
    spec.help = std::move(help);
    spec.minimum = minimum;
    spec.maximum = maximum;
    return spec;
}

/// Passes checked blocks and transactions on, and has the recent ones to give, without executing
/// any.
class Relay final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainReader::key, eth::TransactionSource::key,
                                         eth::BlockHandler::key, eth::TxHandler::key};
    // The fetcher brings what peers announce to on_transactions(), and nothing is asked of it.
    static constexpr std::array needs{one<net::PeerPool>, one<chain::ChainProfile>,
                                      one<chain::HeadTracker>, maybe<chain::HeaderRules>,
                                      one<eth::TransactionFetcher>};

    static void options(Options& out) {
        out.declare(number("blocks", "256", 64, 65'536, "how many recent blocks are kept"));
        out.declare(number("blocks-mib", "128", 32, 65'536, "MiB that recent blocks may take"));
        out.declare(
            number("transactions", "8192", 0, 1'000'000, "how many pending transactions are kept"));
        out.declare(
            number("transactions-mib", "32", 1, 65'536, "MiB that pending transactions may take"));
        out.declare(number("quorum", "3", 1, 64,
                           "how many peers must tell the same total difficulty before it is told"));
        out.declare(number("chain-id", "0", 0, std::numeric_limits<std::int64_t>::max(),
                           "what transactions are signed for; 0: the network id"));
    }

    explicit Relay(Host& host)
        : strand_(host.strand()),
          peers_(host.get<net::PeerPool>()),
          recent_({size_of(host, "blocks"), size_of(host, "blocks-mib", mebibyte)}),
          pool_({size_of(host, "transactions"), size_of(host, "transactions-mib", mebibyte)}),
          reader_(recent_, host.get<chain::ChainProfile>()),
          transactions_(host, peers_, pool_, chain_id(host)),
          blocks_(services(host), recent_, size_of(host, "quorum"),
                  [this](const relay::KeptBlock& block) { transactions_.on_kept(block); }),
          block_queue_(strand_),
          transaction_queue_(strand_),
          block_calls_(block_queue_, blocks_),
          transaction_calls_(transaction_queue_, transactions_),
          tasks_(strand_) {
        host.publish<chain::ChainReader>(reader_);
        host.publish<eth::TransactionSource>(pool_);
        host.publish<eth::BlockHandler>(block_calls_);
        host.publish<eth::TxHandler>(transaction_calls_);
    }

    awaitable<void> run() override {
        const net::Subscription subscription =
            peers_.on_change([this](const net::PeerPtr& peer, net::PeerChange change) {
                if (change == net::PeerChange::joined)
                    tasks_.spawn("relay greet", handshake(peer, Clock::of(strand_).now()));
                else
                    tasks_.spawn("relay forget", forget(peer->node().id));
            });
        tasks_.spawn("relay blocks", blocks_.run());
        co_await tasks_.serve();
    }

private:
    static relay::Services services(Host& host) {
        return {host, host.get<net::PeerPool>(), host.get<chain::ChainProfile>(),
                host.get<chain::HeadTracker>(), host.find<chain::HeaderRules>()};
    }

    static std::uint64_t chain_id(Host& host) {
        const auto given = static_cast<std::uint64_t>(host.settings().number("chain-id"));
        return given != 0 ? given : host.get<chain::ChainProfile>().network_id();
    }

    awaitable<void> handshake(net::PeerPtr peer, SteadyTime joined) {
        auto waiting = peer->when<eth::Remote>(handshake_limit);
        const auto remote = co_await await_on(peer->strand(), std::move(waiting));
        if (!remote) co_return;
        blocks_.handshake(peer, *remote, joined);
        transactions_.handshake(**remote);
    }

    awaitable<void> forget(net::NodeId peer) {
        blocks_.forget(peer);
        transactions_.forget(peer);
        co_return;
    }

    Executor strand_;
    net::PeerPool& peers_;
    relay::Recent recent_;
    relay::Pool pool_;
    relay::Reader reader_;
    relay::Transactions transactions_;
    relay::Blocks blocks_;
    serial::SerialQueue block_queue_;
    serial::SerialQueue transaction_queue_;
    serial::BlockHandler block_calls_;
    serial::TxHandler transaction_calls_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(Relay, "relay", "1.0.0", "passes checked blocks and transactions on");
