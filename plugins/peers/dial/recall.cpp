#include <boost/scope_exit.hpp>

#include <api/async/within.hpp>

#include "dialler.hpp"

// Dials from memory: anchors first, then nodes of the store by chance, in turn with discovery.

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// Nodes that were not seen for longer are not dialled: addresses change hands.
constexpr std::chrono::hours remembered_for{5 * 24};

/// Drawn from the store at once.
constexpr std::size_t draw = 64;

/// Anchors are dialled alone for so long, so that they get their slots before others.
constexpr Duration anchors_alone = 5s;

/// @spec Bitcoin Core, FEELER_INTERVAL
constexpr Duration feeler_interval = 2min;

constexpr Duration feeler_limit = 15s;

/// The pause that an earlier run has left.
DialPause pause_of(net::DialOutcome outcome) {
    switch (outcome) {
        case net::DialOutcome::refused:
            return DialPause::full;
        case net::DialOutcome::useless:
            return DialPause::useless;
        default:
            return DialPause::failed;
    }
}

}  // namespace

awaitable<void> Dialler::recall(std::vector<net::Node> anchors) {
    anchors_first_ = !anchors.empty();
    bool any_anchor = false;
    for (const net::Node& node : anchors) {
        co_await wait_for_slot();
        if (consider(node)) any_anchor = true;
    }
    if (any_anchor) co_await sleep_for(anchors_alone);
    anchors_first_ = false;
    pool_.changed().notify();
    while (true) {
        memory_is_ready_ = co_await dial_remembered();
        pool_.changed().notify();
        if (!memory_is_ready_) co_await sleep_for(pool_.config().refresh_interval);
    }
}

/// Dials what one draw from the store yields.
/// @returns whether any was worth dialling
awaitable<bool> Dialler::dial_remembered() {
    bool any = false;
    const std::vector<net::NodeEntry> entries = co_await draw_from_store();
    for (const net::NodeEntry& entry : entries) {
        restore(entry);
        if (!is_wanted(entry.node)) continue;
        memory_is_ready_ = true;
        co_await wait_for_slot();
        if (!consider(entry.node)) continue;
        any = true;
        surplus_of_discovery_ = std::max(surplus_of_discovery_ - 1, -1);
        pool_.changed().notify();
    }
    co_return any;
}

awaitable<std::vector<net::NodeEntry>> Dialler::draw_from_store() {
    net::NodeQuery query;
    query.count = draw;
    query.order = net::NodeQuery::Order::random;
    query.seen_since = Clock::of(pool_.strand()).wall() - remembered_for;
    return store_.select(query);
}

/// The pauses after failed dials hold across a restart. A node that was a peer until the end has no
/// pause: it is the best one to begin with.
void Dialler::restore(const net::NodeEntry& entry) {
    if (entry.failures == 0 && entry.outcome == net::DialOutcome::connected) return;
    if (entry.last_tried == WallTime{}) return;
    const auto ago = Clock::of(pool_.strand()).wall() - entry.last_tried;
    if (ago < Duration::zero() || ago > remembered_for) return;  // the clock was set
    const DialPause reason = pause_of(entry.outcome);
    history_.restore(entry.node.id, pool_.now() - ago, reason, entry.failures);
}

/// Half of the dials are from memory as long as it has a node that is ready: whoever controls what
/// discovery finds then still gets no more than half of them.
bool Dialler::is_turn_of_memory() const {
    return anchors_first_ || (memory_is_ready_ && surplus_of_discovery_ > 0);
}

/// Now and then tries a remembered node whose place in the memory a newer one wants. With all slots
/// taken, one that was not tried, so that memory is of nodes that are proved when they are needed.
awaitable<void> Dialler::feel() {
    while (true) {
        co_await sleep_for(feeler_interval);
        const bool felt = co_await touch_contested();
        if (!felt && !has_slot()) co_await touch_untried();
    }
}

/// @returns whether a node was tried
awaitable<bool> Dialler::touch_contested() {
    net::NodeQuery query;
    query.count = draw;
    query.order = net::NodeQuery::Order::contested;
    const std::vector<net::NodeEntry> entries = co_await store_.select(query);
    for (const net::NodeEntry& entry : entries) {
        const net::Node& node = entry.node;
        if (!is_apart(node) || pool_.now() < history_.redial_at(node.id)) continue;
        co_await touch(node);
        co_return true;
    }
    co_return false;
}

awaitable<void> Dialler::touch_untried() {
    const std::vector<net::NodeEntry> entries = co_await draw_from_store();
    for (const net::NodeEntry& entry : entries) {
        if (entry.last_tried != WallTime{} || !is_wanted(entry.node)) continue;
        co_await touch(entry.node);
        break;
    }
}

/// RLPx and Hello, then Disconnect. That proves that the node lives, and not that it is of this
/// chain: only one that was a peer counts as connected.
awaitable<void> Dialler::touch(net::Node node) {
    history_.dialled(node.id, pool_.now());
    dialling_.try_emplace(node.id);
    BOOST_SCOPE_EXIT_ALL(&) { dialling_.erase(node.id); };
    net::Hello hello = pool_.hello(pool_.offers());
    net::ConnectionFilter admit = [](const net::NodeId&) { return std::nullopt; };
    net::Node target = node;
    Result<net::LinkPtr> link = co_await within(
        feeler_limit, transport_.dial(std::move(target), std::move(hello), std::move(admit)));
    note(node, link ? outcome_of((*link)->remote()) : outcome_of(link.error()));
    if (link) co_await within(feeler_limit, (*link)->close(net::Reason::client_quitting));
}

net::DialOutcome Dialler::outcome_of(const net::Hello& hello) const {
    const bool fits = useful(match(pool_.offers(), hello.capabilities));
    return fits ? net::DialOutcome::none : net::DialOutcome::useless;
}

}  // namespace plexus::peers
