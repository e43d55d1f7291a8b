#include "stale_peers.hpp"

#include <algorithm>
#include <array>

#include <api/async/task_scope.hpp>

namespace plexus::heads {
namespace {

using namespace std::chrono_literals;

/// How long a peer may take to send one header, which is a single lookup for it.
constexpr auto response_limit = 10s;

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

/// The strides by which a peer's highest block is searched, one request each: together they reach
/// 49,152 blocks above the last one that is known, which is days or hours of a chain.
constexpr std::array<std::uint64_t, 3> strides{256, 16, 1};

/// The most headers of one request: go-ethereum's, and 48 KiB.
constexpr std::uint64_t headers_of_a_request = 192;

/// Follows a peer's chain up from a block that it has.
/// @param highest  a block's number; afterwards of the highest that the peer shows above it
awaitable<void> climb(eth::Client client, std::uint64_t& highest) {
    for (const std::uint64_t stride : strides) {
        chain::HeaderQuery query;
        query.number = highest + 1;
        query.amount = headers_of_a_request;
        query.skip = stride - 1;
        const eth::Response<eth::Headers> shown = co_await client.headers(query);
        if (shown) highest = shown->back().header.number;
    }
}

/// Finds a peer's highest block.
/// @param told     the head that the peer has told
/// @param highest  what was found last time; 0: nothing
awaitable<void> find_highest(eth::Client client, Hash256 told, std::uint64_t& highest) {
    chain::HeaderQuery query;
    query.hash = told;
    query.amount = 1;
    const eth::Response<eth::Headers> shown = co_await client.headers(query);
    if (shown) highest = std::max(highest, shown->front().header.number);
    co_await climb(std::move(client), highest);
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
    const std::vector<eth::EthPeer> without = co_await lacking(past->hash);
    LaggingPeers found = co_await look_for_highest(without);
    const SteadyTime now = Clock::of(executor).now();
    for (auto& [id, highest] : found) highest.since = now;
    judge(std::move(found));
}

/// The peers that say that they lack the block, if a quorum has it.
awaitable<std::vector<eth::EthPeer>> StalePeers::lacking(Hash256 hash) {
    const Executor executor = co_await asio::this_coro::executor;
    const std::vector<eth::EthPeer> present = eth::eth_peers(pool_);
    std::vector<Holding> holdings(present.size(), Holding::none);
    TaskScope requesting(executor);
    for (std::size_t i = 0; i < present.size(); ++i) {
        eth::Client client = client_.only(present[i].peer).within(response_limit);
        requesting.spawn("heads look over", request_header(std::move(client), hash, holdings[i]));
    }
    co_await requesting.join();
    const auto holders = std::ranges::count(holdings, Holding::has_it);
    std::vector<eth::EthPeer> without;
    for (std::size_t i = 0; i < present.size(); ++i) {
        const bool lacks =
            holdings[i] == Holding::lacks_it && !is_exempt(present[i].peer->node().id);
        if (lacks && static_cast<std::size_t>(holders) >= quorum_) without.push_back(present[i]);
    }
    co_return without;
}

awaitable<StalePeers::LaggingPeers> StalePeers::look_for_highest(
    const std::vector<eth::EthPeer>& peers) {
    const Executor executor = co_await asio::this_coro::executor;
    LaggingPeers found;
    TaskScope requesting(executor);
    for (const eth::EthPeer& each : peers) {
        const net::NodeId& id = each.peer->node().id;
        HighestBlock& highest = found[id];
        const auto before = lagging_.find(id);
        if (before != lagging_.end()) highest.number = before->second.number;
        // The peer has not said that it has more than it told last, so to have none costs nothing.
        eth::Client client = client_.only(each.peer).claimed().forgiving().within(response_limit);
        requesting.spawn("heads highest", find_highest(std::move(client),
                                                       each.remote->status().head, highest.number));
    }
    co_await requesting.join();
    co_return found;
}

bool StalePeers::is_exempt(const net::NodeId& id) const {
    return is_listed(pool_.static_nodes(), id) || is_listed(pool_.trusted_nodes(), id);
}

void StalePeers::judge(LaggingPeers now_found) {
    for (auto& [id, highest] : now_found) {
        const auto before = lagging_.find(id);
        if (before == lagging_.end() || before->second.number < highest.number) continue;
        if (highest.since - before->second.since >= stale_after_) let_go(id);
        highest.since = before->second.since;
    }
    lagging_ = std::move(now_found);
}

void StalePeers::let_go(const net::NodeId& id) {
    if (!pool_.disconnect(id, net::Reason::useless_peer)) return;  // it has gone
    let_go_.add();
    PLEXUS_LOG(log_, info) << "let go of a peer whose chain stands still"
                           << kv("peer", net::brief(id));
}

}  // namespace plexus::heads
