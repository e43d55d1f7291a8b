#include "stale_peers.hpp"

#include <algorithm>

#include <api/async/task_scope.hpp>
#include <kit/eth/client/candidates.hpp>

namespace plexus::heads {
namespace {

using namespace std::chrono_literals;

/// How long a peer may take to send one header, which is a single lookup for it.
constexpr auto answer_limit = 10s;

/// What a peer said of a block.
enum class Holding : std::uint8_t { none, has_it, lacks_it };

awaitable<void> request_header(eth::Client client, Hash256 hash, Holding& holding) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    const eth::Response<eth::Headers> shown = co_await client.headers(query);
    if (shown) {
        holding = Holding::has_it;
    } else if (shown.error() == Errc::not_found) {
        holding = Holding::lacks_it;
    }
}

bool is_listed(const std::vector<net::Node>& nodes, const net::NodeId& id) {
    return std::ranges::any_of(nodes, [&](const net::Node& node) { return node.id == id; });
}

}  // namespace

StalePeers::StalePeers(net::PeerPool& pool, Runtime& runtime, std::size_t quorum,
                       Duration stale_after, Metrics& metrics, Logger logger)
    : pool_(pool),
      client_(pool, runtime),
      quorum_(quorum),
      stale_after_(stale_after),
      let_go_(metrics.counter({"plexus_heads_stale_peers_total",
                               "Peers that were disconnected because their chain stood still"})),
      log_(std::move(logger)) {}

/// @returns the latest head that is old enough
std::optional<chain::Head> StalePeers::past_head(const chain::Head& now, SteadyTime time) {
    past_.push_back({time, now});
    std::optional<chain::Head> old;
    while (!past_.empty() && time - past_.front().since >= stale_after_) {
        old = past_.front().head;
        past_.pop_front();
    }
    return old;
}

awaitable<void> StalePeers::check(chain::Head head) {
    const Executor executor = co_await asio::this_coro::executor;
    const std::optional<chain::Head> past = past_head(head, Clock::of(executor).now());
    if (!past) co_return;
    const std::vector<eth::EthPeer> present = eth::eth_peers(pool_);
    std::vector<Holding> holdings(present.size(), Holding::none);
    TaskScope requesting(executor);
    for (std::size_t i = 0; i < present.size(); ++i) {
        eth::Client client = client_.only(present[i].peer).within(answer_limit);
        requesting.spawn("heads look over",
                         request_header(std::move(client), past->hash, holdings[i]));
    }
    co_await requesting.join();
    const auto holders = std::ranges::count(holdings, Holding::has_it);
    std::vector<net::PeerPtr> lacking;
    for (std::size_t i = 0; i < present.size(); ++i) {
        const bool lacks = holdings[i] == Holding::lacks_it;
        if (lacks && static_cast<std::size_t>(holders) >= quorum_) {
            lacking.push_back(present[i].peer);
        }
    }
    judge(lacking);
}

void StalePeers::judge(const std::vector<net::PeerPtr>& lacking) {
    std::set<net::NodeId> suspects;
    for (const net::PeerPtr& peer : lacking) {
        const net::NodeId& id = peer->node().id;
        if (is_listed(pool_.static_nodes(), id) || is_listed(pool_.trusted_nodes(), id)) continue;
        if (suspects_.contains(id)) {
            let_go(*peer);
        } else {
            suspects.insert(id);
        }
    }
    suspects_ = std::move(suspects);
}

void StalePeers::let_go(const net::Peer& peer) {
    if (!pool_.disconnect(peer.node().id, net::Reason::useless_peer)) return;  // it has gone
    let_go_.add();
    PLEXUS_LOG(log_, info) << "let go of a peer whose chain stands still"
                           << kv("peer", net::brief(peer.node().id));
}

}  // namespace plexus::heads
