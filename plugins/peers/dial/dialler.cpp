#include "dialler.hpp"

#include <algorithm>

#include <api/async/within.hpp>

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// A connection that ended sooner counts as a failed dial, so that the pauses grow.
constexpr Duration worth_while = 60s;

/// After this many candidates in a row that are connected or were just tried, discovery is given a
/// pause.
constexpr int most_idle_candidates = 16;

/// Whether a node answered the connection, but the handshake failed.
bool handshake_began(const ErrorCode& error) {
    return net::disconnect_reason(error) || error == Errc::malformed || error == Errc::bad_key ||
           error == Errc::bad_signature || error == Errc::unsupported;
}

}  // namespace

Dialler::Mark::Mark(Dialler& dialler, const net::NodeId& id) : dialler_(dialler), id_(id) {
    dialler_.dialling_.insert(id_);
    dialler_.pool_.set_dialling(dialler_.dialling_.size());
}

void Dialler::Mark::clear() {
    if (!std::exchange(set_, false)) return;
    dialler_.dialling_.erase(id_);
    dialler_.pool_.set_dialling(dialler_.dialling_.size());
    dialler_.pool_.changed().notify();
}

Dialler::Dialler(Pool& pool, net::Transport& transport, Runtime& runtime, Metrics& metrics)
    : pool_(pool),
      transport_(transport),
      runtime_(runtime),
      random_(std::random_device{}()),
      dials_(metrics.counter({"plexus_peers_dials_total", "Nodes that were dialled"})),
      failures_(metrics.counter(
          {"plexus_peers_dial_failures_total", "Dials from which no connection came"})) {}

/// Most dials fail, so a node that is short of peers dials twice as many as it has slots.
/// @spec go-ethereum p2p/dial.go, freeDialSlots
bool Dialler::has_slot() const {
    const Config& config = pool_.config();
    const std::size_t present = pool_.peer_table().size();
    const std::size_t free = config.max_peers - std::min(config.max_peers, present);
    const std::size_t at_once = present < config.min_peers ? 2 * free : free;
    return dialling_.size() < std::min(config.max_pending, at_once);
}

awaitable<void> Dialler::wait_for_slot() {
    while (!has_slot()) co_await pool_.changed().wait();
}

awaitable<void> Dialler::keep() {
    while (true) {
        const Duration pause = dial_kept();
        co_await within(pause, pool_.changed().wait());
    }
}

/// @returns how long until the next of them is due
Duration Dialler::dial_kept() {
    std::vector<net::Node> nodes = pool_.static_nodes();
    std::ranges::shuffle(nodes, random_);
    const SteadyTime now = pool_.now();
    Duration pause = pool_.config().check_interval;
    for (const net::Node& node : nodes) {
        if (pool_.peer_table().has_slot(node.id) || dialling_.contains(node.id)) continue;
        const SteadyTime due = history_.redial_at(node.id);
        if (now < due) {
            pause = std::min(pause, due - now);
        } else if (dialling_.size() < pool_.config().max_pending) {
            start(node);
        }
    }
    return pause;
}

awaitable<void> Dialler::follow(Lease<net::Discovery> discovery) {
    int idle = 0;
    while (true) {
        co_await wait_for_slot();
        const Result<net::Node> node = co_await discovery->next();
        if (!node) co_return;
        co_await wait_for_slot();  // it may have taken a while
        if (consider(*node)) {
            idle = 0;
        } else if (++idle == most_idle_candidates) {
            idle = 0;
            co_await sleep_for(pool_.config().refresh_interval);
        }
    }
}

awaitable<void> Dialler::recall(std::vector<net::Node> nodes) {
    for (const net::Node& node : nodes) {
        co_await wait_for_slot();
        consider(node);
    }
}

/// @returns whether the node is now being dialled
bool Dialler::consider(const net::Node& node) {
    const SteadyTime now = pool_.now();
    const PeerTable& peer_table = pool_.peer_table();
    const bool unwanted = node.id == peer_table.self() || peer_table.has_slot(node.id) ||
                          dialling_.contains(node.id) || pool_.access().banned(node) ||
                          !can_be_dialled(node) || now < history_.ready_at(node.id);
    if (unwanted) return false;
    start(node);
    return true;
}

void Dialler::start(const net::Node& node) {
    history_.dialled(node.id, pool_.now());
    dials_.add();
    // Marked at once, not when the task begins: the next candidate is examined before that.
    dialling_.insert(node.id);
    pool_.pending().spawn("dial " + net::brief(node.id), dial(node));
}

awaitable<void> Dialler::dial(net::Node node) {
    Mark mark(*this, node.id);
    Outcome outcome;
    const Executor strand = asio::make_strand(runtime_.executor());
    awaitable<void> talk = reach(node, mark, outcome);
    std::string name = "peer " + net::brief(node.id);
    co_await pool_.pending().host(strand, std::move(name), std::move(talk));
    judge(node, outcome);
}

awaitable<void> Dialler::reach(net::Node node, Mark& mark, Outcome& outcome) {
    std::vector<Offer> offers = pool_.offers();
    net::Hello hello = pool_.hello(offers);
    net::ConnectionFilter admit = pool_.filter(net::Direction::outbound, node);
    Result<net::LinkPtr> link =
        co_await within(pool_.config().dial_timeout,
                        transport_.dial(std::move(node), std::move(hello), std::move(admit)));
    if (!link) {
        outcome.error = link.error();
        co_return;
    }
    outcome.met = pool_.now();
    std::function<void()> decided = [&mark] { mark.clear(); };
    outcome.ending = co_await pool_.meet(std::move(*link), std::move(offers),
                                         net::Direction::outbound, std::move(decided));
}

void Dialler::judge(const net::Node& node, const Outcome& outcome) {
    const SteadyTime now = pool_.now();
    if (outcome.ending && outcome.ending->shed) {
        history_.forget(node.id);
        pool_.changed().notify();
        return;
    }
    if (outcome.ending) {
        const bool lasted = now - outcome.met >= worth_while;
        lasted ? history_.succeeded(node.id) : history_.failed(node.id, now);
        return;
    }
    if (!outcome.error) return;  // cancelled
    failures_.add();
    history_.failed(node.id, now);
    if (outcome.error == Errc::refused) return;  // by us, and told already; no fault of the node
    const bool met = handshake_began(outcome.error);
    pool_.note(node.id, met ? net::PeerEvent::handshake_failed : net::PeerEvent::dial_failed);
    PLEXUS_LOG(pool_.log(), debug)
        << "dial failed" << kv("node", node) << kv("error", outcome.error.message());
    pool_.tell(net::DialFailed{node, outcome.error});
}

}  // namespace plexus::peers
