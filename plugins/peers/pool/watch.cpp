#include "watch.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include "journal.hpp"

namespace plexus::peers {
namespace {

/// A node of another chain has been refused by then, see eth::Session; one that stays is worth
/// trying first next time, and a kill must not lose it.
constexpr std::chrono::seconds proven_after{2};

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
        co_await remember_all();
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

awaitable<void> Watch::remember_all() {
    const auto present = pool_.connections();
    for (const auto& peer : *present) {
        if (pool_.now() - peer->since() >= proven_after) co_await remember(peer);
    }
}

/// Only dialled nodes are stored: the address at which an incoming peer can be dialled is not
/// proved.
awaitable<void> Watch::remember(std::shared_ptr<Connection> peer) {
    if (peer->direction() != net::Direction::outbound) co_return;
    net::NodeUpdate news;
    news.node = peer->node();
    news.source = "peers";
    news.at = Clock::of(pool_.strand()).wall();
    news.responded = true;
    news.dialled = net::DialOutcome::connected;
    news.value = pool_.value(peer->id());
    co_await store_.update(std::move(news));
}

awaitable<void> Watch::remember_if_it_stays(std::shared_ptr<Connection> peer) {
    co_await sleep_for(proven_after);
    const auto present = pool_.connections();
    if (std::ranges::find(*present, peer) != present->end()) co_await remember(peer);
}

void Watch::remember_soon(const std::shared_ptr<Connection>& peer) {
    if (peer->direction() != net::Direction::outbound) return;
    pool_.pending().spawn("remember " + net::brief(peer->id()), remember_if_it_stays(peer));
}

void Watch::forget(const net::NodeId& id) {
    pool_.pending().spawn("forget " + net::brief(id), remove(id));
}

awaitable<void> Watch::remove(net::NodeId id) { co_await store_.remove(id); }

}  // namespace plexus::peers
