// The API of docs/api.md, call by call: a node that serves a chain and a node that requests it,
// both in this process.
//
//     api_tour CHAIN FOLDER    CHAIN has genesis.json and chain.era1, FOLDER is for the nodes' data

#include <api/core/printable.hpp>
#include <api/core/uint256.hpp>
#include <embed/embedded_node.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/net/local_node.hpp>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/log/core/core.hpp>
#include <functional>
#include <future>
#include <iostream>
#include <span>
#include <thread>

#include "watcher.hpp"

using namespace plexus;
using namespace std::chrono_literals;

namespace {

using Arguments = std::vector<std::string>;

void wait_until(const std::function<bool()>& done, const char* what) {
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (!done()) {
        if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error(what);
        std::this_thread::sleep_for(20ms);
    }
}

Arguments options(const std::string& chain, const std::string& folder, Arguments more) {
    more.insert(more.end(), {"devnet.genesis=" + chain + "/genesis.json", "data-dir=" + folder,
                             "listen-address=127.0.0.1", "identity.port=0"});
    return more;
}

void shortest_life(const std::string& genesis, const std::string& folder) {
    EmbeddedNode node({"plugins=eth68,devnet", "devnet.genesis=" + genesis, "data-dir=" + folder,
                       "listen-address=127.0.0.1", "port=0"});
    node.start();  // every plugin has started
    node.stop();   // and every one has stopped
}

void wrong_options() {
    try {
        const EmbeddedNode node({"plugins=eth68", "max-pears=25", "threads=none"});
    } catch (const ConfigError& error) {
        std::cout << "refused: " << error.what() << '\n';
    }
}

void services(EmbeddedNode& node) {
    net::PeerPool& pool = node.get<net::PeerPool>();
    chain::ChainReader* const chain = node.find<chain::ChainReader>();  // null: this node has none
    const Leases<eth::BlockHandler> handlers = node.every<eth::BlockHandler>();
    std::cout << "services: " << pool.peers().size() << " peers, "
              << (chain == nullptr ? "no chain" : "a chain") << ", " << handlers.size()
              << " block handlers\n";
}

void connect(EmbeddedNode& node, const net::Node& to) {
    auto& pool = node.get<net::PeerPool>();
    const auto joined =
        std::make_shared<std::atomic<int>>(0);  // for as long as an observer needs it
    const net::Subscription watching = pool.on_event([joined](const net::PeerPoolEvent& event) {
        if (std::holds_alternative<net::PeerJoined>(event)) ++*joined;
    });
    if (const Result<void> kept = pool.add_static(to); !kept)
        throw std::runtime_error("not dialled");

    wait_until([&] { return *joined > 0; }, "no peer came");
    const net::PeerPtr peer = pool.peers().at(0);
    auto session =
        asio::co_spawn(node.executor(), peer->when<eth::Remote>(10s), asio::use_future).get();
    if (!session) throw boost::system::system_error(session.error());
    const std::shared_ptr<eth::Remote> remote = *session;
    std::cout << "peer: " << printable(peer->client()) << " at " << peer->node() << ", eth/"
              << remote->version() << ", head " << to_hex(remote->status().head) << '\n';
}

awaitable<void> with_a_coroutine(eth::Client client, chain::HeaderQuery query) {
    const eth::Response<eth::Headers> headers = co_await client.headers(query);
    if (!headers) throw std::runtime_error(headers.explain());
    std::cout << "coroutine: " << headers->size() << " headers, from "
              << headers->front().header.number << '\n';
}

void with_a_future(const eth::Client& client, const chain::HeaderQuery& query) {
    std::future<eth::Response<eth::Headers>> response = client.headers(query, asio::use_future);
    const eth::Response<eth::Headers> headers = response.get();
    std::cout << "future: " << headers.value().size() << " headers\n";
}

void with_a_callback(const eth::Client& client, const chain::HeaderQuery& query) {
    std::promise<std::size_t> done;
    client.headers(query, [&done](const eth::Response<eth::Headers>& headers) {
        done.set_value(headers ? headers->size() : 0);
    });
    std::cout << "callback: " << done.get_future().get() << " headers\n";
}

eth::Headers with_waiting(const eth::Client& client, const chain::HeaderQuery& query) {
    eth::Response<eth::Headers> headers = client.headers(query, and_wait);
    std::cout << "waiting: " << headers.explain() << '\n';
    return std::move(headers).value();
}

void cancelled(const eth::Client& client, const chain::HeaderQuery& query) {
    asio::cancellation_signal signal;
    auto token = asio::bind_cancellation_slot(signal.slot(), asio::use_future);
    std::future<eth::Response<eth::Headers>> response = client.headers(query, token);
    signal.emit(asio::cancellation_type::terminal);
    const auto headers = response.get();  // it may have been faster
    std::cout << "cancelled: " << (headers ? "too late" : headers.error().message()) << '\n';
}

void with_options(const eth::Client& client, const chain::HeaderQuery& query) {
    const auto is_plexus = [](const net::Peer& peer) {
        return peer.client().starts_with("Plexus");
    };
    const auto headers = client.among(is_plexus).within(5s).whole().headers(query, and_wait);
    std::cout << "terms: " << headers.explain() << '\n';
}

void bodies_and_receipts(const eth::Client& client, const eth::Headers& headers) {
    const auto bodies = client.bodies(headers, and_wait);
    const auto receipts = client.receipts(headers, and_wait);
    if (!bodies || !receipts) throw std::runtime_error(bodies.explain() + receipts.explain());
    std::size_t bytes = 0;
    for (const std::optional<SharedBytes>& body : *bodies) bytes += body ? body->size() : 0;
    std::cout << "bodies: " << bodies->size() << ", " << bytes
              << " bytes; receipts: " << receipts->size() << '\n';
}

eth::RawBlock whole_block(const eth::Client& client, const Hash256& hash) {
    const eth::Response<eth::RawBlock> block = client.block(hash, and_wait);
    std::cout << "block: " << block.value().number << " with " << block->transactions
              << " transactions\n";
    return *block;
}

/// A block whose header is here already.
eth::RawBlock rest_of_block(const eth::Client& client, const eth::CheckedHeader& header) {
    const auto bodies = client.bodies({header}, and_wait);
    return eth::make_raw_block(header.raw, bodies.value().front().value()).value();
}

/// That of the last header, if the first one is block 1.
Uint256 total_difficulty(const chain::Head& genesis, std::span<const eth::CheckedHeader> headers) {
    Uint256 total = genesis.total_difficulty;
    for (const eth::CheckedHeader& header : headers) {
        total = total.checked_add(header.header.difficulty).value();
    }
    return total;
}

void pooled_transactions(const eth::Client& client, const std::vector<Hash256>& hashes) {
    const auto transactions = client.pooled_transactions(hashes, and_wait);
    std::cout << "pooled transactions: " << transactions.value().size() << " of " << hashes.size()
              << '\n';
}

void what_nobody_has(const eth::Client& client, const Hash256& hash) {
    const auto none = client.block(hash, and_wait);
    std::cout << "no such block: " << none.explain() << '\n';
    for (const eth::Attempt& attempt : none.attempts()) {
        std::cout << "    " << net::brief(attempt.peer->node().id) << ' ' << attempt.error.message()
                  << '\n';
    }
    const auto state = client.node_data({hash}, and_wait);  // eth/66 alone has the message
    std::cout << "node data: " << state.explain() << '\n';
}

void broadcasts(const eth::Client& client, const eth::RawBlock& block,
                const Uint256& total_difficulty) {
    eth::Client::FanOut fan_out = client.broadcast(block, total_difficulty);
    std::cout << "block sent to " << fan_out.whole << ", announced to " << fan_out.announced
              << '\n';

    fan_out = client.broadcast(eth::transactions_of(block).value());
    std::cout << "transactions sent to " << fan_out.whole << '\n';

    const std::vector<eth::BlockAnnouncement> hashes{
        {.hash = block.parent, .number = block.number}};
    fan_out = client.broadcast(hashes);
    std::cout << "hash announced to " << fan_out.announced << '\n';
}

void own_head(const eth::Client& client, const eth::RawBlock& block,
              const Uint256& total_difficulty) {
    const chain::Head head{.number = block.number,
                           .time = block.time,
                           .hash = block.hash,
                           .total_difficulty = total_difficulty};
    const std::uint64_t earliest = 0;  // every block down to genesis is served
    if (const Result<void> told = client.update_status(head, earliest); !told) {
        std::cout << "head: " << told.error().message() << '\n';
    } else {
        std::cout << "head: " << head.number << '\n';
    }
}

void statistics(EmbeddedNode& node) {
    for (const net::PeerStats& stats : node.get<net::PeerPool>().stats().peers) {
        std::cout << "stats: score " << stats.score << ", " << stats.requests << " responses, "
                  << stats.link.bytes_in << " bytes in, " << stats.link.bytes_out << " out\n";
        if (const auto remote = stats.peer->handle<eth::Remote>()) {
            const net::ProtocolStats said = remote->stats();
            std::cout << "stats: " << said.requested << " requests, " << said.responded
                      << " responses, " << said.timed_out << " timed out, " << said.served
                      << " served, " << said.mean_latency / 1us << " us\n";
        }
    }
    std::cout << "metric: " << node.metrics().value("plexus_peers_connected") << '\n';
}

void scoring(EmbeddedNode& node) {
    auto& pool = node.get<net::PeerPool>();
    const net::PeerStats before = pool.stats().peers.at(0);
    eth::report(*before.peer, net::PeerEvent::sent_bad_data);
    wait_until([&] { return pool.stats().peers.at(0).score < before.score; }, "the score stayed");
    std::cout << "score: fell from " << before.score << '\n';
}

void handlers(EmbeddedNode& serving, EmbeddedNode& requesting) {
    const Seen& told = serving.get<Seen>();       // by the broadcasts
    const Seen& synced = requesting.get<Seen>();  // by the plugin `sync`
    wait_until(
        [&] {
            return told.block_count > 0 && told.transaction_count > 0 && told.block_hash_count > 0;
        },
        "no gossip came");
    wait_until([&] { return synced.block_count == 3 && synced.receipt_count == 3; },
               "nothing was synced");
    std::cout << "handlers: gossip came, and 3 blocks with their receipts\n";
}

void announced_transactions(EmbeddedNode& serving, EmbeddedNode& requesting,
                            const eth::Client& client, const eth::RawTransaction& transaction) {
    requesting.get<Seen>().keep(transaction);
    eth::TransactionAnnouncement announcement{.hash = transaction.hash};
    announcement.type = eth::type_of(transaction.bytes);
    announcement.size = transaction.bytes.size();
    client.broadcast(std::vector{announcement});

    const auto fetched = [&] {
        return serving.metrics().value("plexus_txfetch_transactions_total");
    };
    wait_until([&] { return fetched() == 1; }, "nothing was fetched");
    std::cout << "announced transactions: " << fetched() << " fetched, "
              << serving.get<eth::TransactionFetcher>().awaited() << " awaited\n";
}

void tour(const std::string& chain, const std::string& folder) {
    wrong_options();
    EmbeddedNode serving(options(chain, folder + "/serving",
                                 {"plugins=eth66,eth68,devnet,chainstore,txfetch",
                                  "chainstore.import=" + chain + "/chain.era1"}),
                         {.plugins = {&watcher}});
    serving.start();
    shortest_life(chain + "/genesis.json", folder + "/short");

    EmbeddedNode requesting(
        options(chain, folder + "/requesting",
                {"plugins=eth66,eth68,devnet,sync", "sync.from=1", "sync.to=3"}),
        {.plugins = {&watcher}});
    requesting.start();
    services(requesting);

    connect(requesting, serving.get<net::LocalNode>().node());
    const eth::Client client(requesting.get<net::PeerPool>(), requesting.runtime(),
                             requesting.find<chain::HeadTracker>());
    const chain::HeaderQuery query{.number = 1, .amount = 32};
    asio::co_spawn(requesting.executor(), with_a_coroutine(client, query), asio::use_future).get();
    with_a_future(client, query);
    with_a_callback(client, query);
    const eth::Headers headers = with_waiting(client, query);
    cancelled(client, query);
    with_options(client, query);
    bodies_and_receipts(client, headers);
    whole_block(client, headers.front().hash);
    what_nobody_has(client, headers.front().header.state_root);

    const eth::RawBlock block = rest_of_block(client, headers.at(2));
    const chain::Head genesis = requesting.get<chain::ChainProfile>().genesis();
    const Uint256 total = total_difficulty(genesis, std::span{headers}.first(3));
    broadcasts(client, block, total);
    own_head(client, block, total);
    handlers(serving, requesting);
    pooled_transactions(client, {eth::transactions_of(block).value().front().hash});
    const eth::RawBlock next = whole_block(client, headers.at(1).hash);
    announced_transactions(serving, requesting, client, eth::transactions_of(next).value().front());
    statistics(requesting);
    scoring(requesting);

    const int exit_code = requesting.stop();
    std::cout << "stopped: " << exit_code << '\n';
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    boost::log::core::get()->set_logging_enabled(false);  // what is shown is the API alone
    try {
        tour(arguments[1], arguments[2]);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "api_tour: " << error.what() << '\n';
        return 1;
    }
}
