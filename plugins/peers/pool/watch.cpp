#include "watch.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include "journal.hpp"

namespace plexus::peers {
namespace {

/// A node that stayed this long is worth trying first next time.
constexpr std::chrono::seconds proven_after{60};

}  // namespace

void report_status(Pool& pool) {
    const net::PoolStats stats = pool.stats();
    log_health(pool.log(), stats);
    log_table(pool.log(), Severity::info, stats);
}

awaitable<void> Watch::check() {
    while (true) {
        co_await sleep_for(pool_.config().check_interval);
        pool_.look_over();
    }
}

awaitable<void> Watch::health() {
    while (true) {
        co_await sleep_for(pool_.config().health_interval);
        const net::PoolStats stats = pool_.stats();
        log_health(pool_.log(), stats);
        log_table(pool_.log(), Severity::debug, stats);
        check_reach();
        co_await remember();
    }
}

/// Peers in the operator's own network say nothing of what reaches the node from outside.
void Watch::check_reach() {
    const auto connections = pool_.connections();
    const auto dialled = std::ranges::count_if(*connections, [](const auto& peer) {
        return peer->direction() == net::Direction::outbound &&
               !net::is_local(peer->node().endpoint().address);
    });
    if (pool_.reach().is_due(static_cast<std::size_t>(dialled), pool_.now())) {
        log_unreached(pool_.log(), static_cast<std::size_t>(dialled));
    }
}

/// Only dialled nodes are stored: the address at which an incoming peer can be dialled is not
/// proved.
awaitable<void> Watch::remember() {
    std::vector<net::NodeNews> all;
    const WallTime wall = Clock::of(pool_.strand()).wall();
    const auto present = pool_.connections();
    for (const auto& peer : *present) {
        const bool proven = pool_.now() - peer->since() >= proven_after;
        if (peer->direction() == net::Direction::outbound && proven) {
            net::NodeNews news;
            news.node = peer->node();
            news.source = "peers";
            news.at = wall;
            news.responded = true;
            news.dialled = net::DialOutcome::connected;
            news.value = pool_.value(peer->id());
            all.push_back(std::move(news));
        }
    }
    for (net::NodeNews& news : all) co_await store_.update(std::move(news));
}

void Watch::forget(const net::NodeId& id) {
    pool_.pending().spawn("forget " + net::brief(id), remove(id));
}

awaitable<void> Watch::remove(net::NodeId id) { co_await store_.remove(id); }

}  // namespace plexus::peers
