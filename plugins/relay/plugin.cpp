#include <api/async/await_on.hpp>
#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/head_observer.hpp>
#include <api/core/printable.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/serial/handlers.hpp>

#include <plugins/relay/blocks/blocks.hpp>
#include <plugins/relay/blocks/reader.hpp>
#include <plugins/relay/transactions/send_method.hpp>
#include <plugins/relay/transactions/transactions.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// How long to wait for the eth session of a new peer; the handshake of eth has shorter limits
/// itself.
constexpr auto handshake_limit = 30s;

/// Passes checked blocks and transactions on and serves recent ones, without executing any.
class Relay final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainReader::key,     eth::TransactionPool::key,
                                         eth::TransactionSource::key, eth::BlockHandler::key,
                                         eth::TxHandler::key,         rpc::MethodProvider::key};
    // The fetcher is required so that announced transactions reach on_transactions(); it is not
    // called.
    static constexpr std::array needs{one<net::PeerPool>,
                                      one<chain::ChainProfile>,
                                      one<chain::HeadTracker>,
                                      maybe<chain::HeaderRules>,
                                      maybe<eth::BodyRules>,
                                      one<eth::TransactionFetcher>,
                                      maybe<chain::ChainWriter>,
                                      maybe<chain::ChainReader, When::any_time>,
                                      maybe<chain::ChainParameters>,
                                      all<chain::HeadObserver>};

    static constexpr Option<std::size_t> blocks{.name = "blocks",
                                                .fallback = 256,
                                                .minimum = 64,
                                                .maximum = 65'536,
                                                .help = "how many recent blocks are kept"};
    static constexpr Option<ByteSize> blocks_size{.name = "blocks-size",
                                                  .fallback = 128_MiB,
                                                  .minimum = 32_MiB,
                                                  .maximum = 64_GiB,
                                                  .help = "memory that recent blocks may take"};
    static constexpr Option<std::size_t> transactions{
        .name = "transactions",
        .fallback = 8192,
        .maximum = 1'000'000,
        .help = "how many pending transactions are kept"};
    static constexpr Option<ByteSize> transactions_size{
        .name = "transactions-size",
        .fallback = 32_MiB,
        .minimum = 1_MiB,
        .maximum = 64_GiB,
        .help = "memory that pending transactions may take"};
    static constexpr Option<std::size_t> quorum{
        .name = "quorum",
        .fallback = 3,
        .minimum = 1,
        .maximum = 64,
        .help = "how many peers must tell the same total difficulty before it is told"};
    static constexpr Option<std::uint64_t> chain_id{
        .name = "chain-id", .help = "what transactions are signed for; 0: the chain's own"};
    static constexpr Option<std::string> tx_fee_cap{
        .name = "tx-fee-cap",
        .fallback = "1",
        .help = "ether that a transaction sent over JSON-RPC may cost in gas at most; 0: any"};
    static constexpr Option<bool> allow_unprotected_txs{
        .name = "allow-unprotected-txs",
        .fallback = false,
        .help = "take transactions over JSON-RPC that are not bound to one chain (EIP-155)"};
    static constexpr OptionList options{blocks, blocks_size, transactions, transactions_size,
                                        quorum, chain_id,    tx_fee_cap,   allow_unprotected_txs};

    explicit Relay(Host& host)
        : host_(host),
          strand_(host.strand()),
          peers_(host.get<net::PeerPool>()),
          recent_({host[blocks], host[blocks_size].bytes}),
          pool_({host[transactions], host[transactions_size].bytes}),
          store_(stored_chain(host)),
          reader_(recent_, host.get<chain::ChainProfile>(), store_),
          transactions_(host, peers_, pool_, reader_, signed_for(host), send_rules(host)),
          blocks_(services(host), recent_, host[quorum],
                  [this](const relay::KeptBlock& block) { on_kept(block); }),
          send_method_(strand_, transactions_),
          block_queue_(strand_),
          transaction_queue_(strand_),
          block_calls_(block_queue_, blocks_),
          transaction_calls_(transaction_queue_, transactions_),
          tasks_(strand_) {
        host.publish<chain::ChainReader>(reader_);
        host.publish<eth::TransactionPool>(pool_);
        host.publish<eth::TransactionSource>(pool_);
        host.publish<eth::BlockHandler>(block_calls_);
        host.publish<eth::TxHandler>(transaction_calls_);
        host.publish<rpc::MethodProvider>(send_method_);
    }

    awaitable<void> run() override {
        const net::Subscription subscription =
            peers_.on_event([this](const net::PeerPoolEvent& event) {
                if (const auto* joined = std::get_if<net::PeerJoined>(&event)) {
                    tasks_.spawn("relay handshake",
                                 handshake(joined->peer, Clock::of(strand_).now()));
                } else if (const auto* left = std::get_if<net::PeerLeft>(&event)) {
                    tasks_.spawn("relay forget", forget(left->peer->node().id));
                }
            });
        tasks_.spawn("relay blocks", blocks_.run(served_store()));
        co_await tasks_.serve();
    }

private:
    /// A node has one ChainReader. Where this plugin is bound as it, the stored chain is read
    /// through the service that changes it.
    static chain::ChainReader* stored_chain(Host& host) {
        auto* const writer = host.find<chain::ChainWriter>();
        return writer != nullptr ? &writer->reader() : nullptr;
    }

    static relay::Services services(Host& host) {
        return {host,
                host.get<net::PeerPool>(),
                host.get<chain::ChainProfile>(),
                host.get<chain::HeadTracker>(),
                {host.find<chain::HeaderRules>(), host.find<eth::BodyRules>()},
                host.find<chain::ChainWriter>()};
    }

    static relay::SendRules send_rules(Host& host) {
        const std::string cap = host[tx_fee_cap];
        const std::optional<Uint256> most_fee = relay::read_ether(cap);
        if (!most_fee) {
            throw ConfigError("relay.tx-fee-cap: '" + printable(cap) +
                              "' is no amount of ether; write a decimal number, as 0.5");
        }
        return {*most_fee, host[allow_unprotected_txs]};
    }

    static std::uint64_t signed_for(Host& host) {
        const std::uint64_t given = host[chain_id];
        if (given != 0) return given;
        const auto* parameters = host.find<chain::ChainParameters>();
        return parameters != nullptr ? parameters->chain_id()
                                     : host.get<chain::ChainProfile>().network_id();
    }

    /// The store that blocks are relayed beside. Where the store itself is the node's ChainReader,
    /// recent blocks could not be served, so they are left alone.
    chain::ChainReader* served_store() {
        const auto bound = host_.lease<chain::ChainReader>();
        return bound == nullptr || bound.get() == &reader_ ? store_ : nullptr;
    }

    void on_kept(const relay::KeptBlock& block) {
        transactions_.on_kept(block);
        for (chain::HeadObserver& observer : host_.every<chain::HeadObserver>()) {
            observer.on_head();
        }
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

    Host& host_;
    Executor strand_;
    net::PeerPool& peers_;
    relay::Recent recent_;
    relay::Pool pool_;
    chain::ChainReader* store_;  ///< null without a store
    relay::Reader reader_;
    relay::Transactions transactions_;
    relay::Blocks blocks_;
    relay::SendMethod send_method_;
    serial::SerialQueue block_queue_;
    serial::SerialQueue transaction_queue_;
    serial::BlockHandler block_calls_;
    serial::TxHandler transaction_calls_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(Relay, "relay", PLEXUS_PLUGIN_VERSION, "passes checked blocks and transactions on");
