#include "dialler.hpp"

#include <algorithm>

#include <api/async/new_strand.hpp>
#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/enr/named_node.hpp>
#include <kit/net/address_class.hpp>

#include <plugins/peers/pool/networks.hpp>

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// A connection that ended sooner counts as a failed dial, so that the pauses grow.
constexpr Duration worth_while = 60s;

/// After this many candidates in a row that are connected or were just tried, discovery is given a
/// pause.
constexpr int most_idle_candidates = 16;

// How soon a source that has its share looks whether the others still deliver.
constexpr Duration source_turn_check = 1s;

/// Static nodes about which is warned at most; there are hardly ever more than a few.
constexpr std::size_t most_warned_of = 1024;

/// Dials of static nodes that are under way at once, beside those of others: nodes that hang in
/// their handshake must not keep the operator's own waiting.
constexpr std::size_t most_kept_at_once = 16;

/// One line for each static node in so long.
constexpr Duration static_warning_interval = 10min;

/// How often a node without peers says so.
constexpr Duration lonely_interval = 1min;

/// A node without any peer waits no longer for the next attempt with another node, however often
/// that failed: after a cut of the network all are ready within minutes.
constexpr Duration longest_lonely_pause = 5min;

/// Whether a node accepted the connection, but the handshake failed.
bool handshake_began(const ErrorCode& error) {
    return net::disconnect_reason(error) || error == Errc::malformed || error == Errc::bad_key ||
           error == Errc::bad_signature || error == Errc::unsupported;
}

bool says_full(net::Reason reason) {
    return reason == net::Reason::too_many_peers || reason == net::Reason::already_connected;
}

/// The pause after a connection that ended at once.
DialPause pause_after(net::Reason reason) {
    switch (reason) {
        case net::Reason::too_many_peers:
        case net::Reason::already_connected:
            return DialPause::full;
        case net::Reason::useless_peer:
        case net::Reason::incompatible_version:
        case net::Reason::subprotocol_error:  // how a Status of another chain is refused
            return DialPause::useless;
        case net::Reason::unexpected_identity:
            return DialPause::wrong_identity;
        default:
            return DialPause::failed;
    }
}

DialPause pause_after(const ErrorCode& error) {
    const std::optional<net::Reason> reason = net::disconnect_reason(error);
    return reason ? pause_after(*reason) : DialPause::failed;
}

}  // namespace

Dialler::Mark::Mark(Dialler& dialler, const net::NodeId& id) : dialler_(dialler), id_(id) {
    dialler_.dialling_.try_emplace(id_);
    dialler_.pool_.set_dialling(dialler_.dialling_.size());
}

void Dialler::Mark::clear() {
    if (!std::exchange(set_, false)) return;
    dialler_.dialling_.erase(id_);
    dialler_.pool_.set_dialling(dialler_.dialling_.size());
    dialler_.pool_.changed().notify();
}

Dialler::Dialler(Pool& pool, net::Transport& transport, net::NodeStore& store, PeerNames& names,
                 Runtime& runtime, Metrics& metrics)
    : pool_(pool),
      transport_(transport),
      store_(store),
      names_(names),
      runtime_(runtime),
      history_(crypto::random_u64()),
      random_(static_cast<std::uint32_t>(crypto::random_u64())),
      warned_of_(most_warned_of),
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
    return dialling_.size() - dialling_kept() < std::min(config.max_pending, at_once);
}

/// Dials of static nodes that are under way.
std::size_t Dialler::dialling_kept() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        dialling_, [this](const auto& dial) { return pool_.access().is_static(dial.first); }));
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
    std::size_t under_way = dialling_kept();
    for (const net::Node& node : nodes) {
        if (pool_.peer_table().has_slot(node.id) || dialling_.contains(node.id)) continue;
        const SteadyTime due = history_.redial_at(node.id);
        if (now < due) {
            pause = std::min(pause, due - now);
        } else if (under_way < most_kept_at_once) {
            start(node);
            ++under_way;
        }
    }
    return pause;
}

awaitable<void> Dialler::follow(Lease<net::Discovery> discovery) {
    int idle = 0;
    SourceTurns::Source source(source_turns_, pool_.now());
    while (true) {
        co_await wait_for_slot();
        const Result<net::Node> node = co_await discovery->next();
        if (!node) co_return;
        source.wait();
        while (!has_slot() || is_turn_of_memory() ||
               !source.may_proceed(most_of_one_source(), pool_.now())) {
            co_await within(source_turn_check, pool_.changed().wait());
        }
        const bool wanted = is_wanted(*node);
        if (wanted) start(*node, source.take(pool_.now()));
        if (source.proceed()) pool_.changed().notify();
        if (wanted) {
            idle = 0;
            if (memory_is_ready_) ++surplus_of_discovery_;
        } else if (!is_crowded(*node) && !pool_.gated(node->id) && ++idle == most_idle_candidates) {
            // Nodes of a network that has its share do not count: whoever owns a network could
            // make us pause with their help. What a gater keeps away says nothing of the next one.
            idle = 0;
            co_await sleep_for(pool_.config().refresh_interval);
        }
    }
}

/// Whether a node is nobody's whom we have or dial, and may be dialled at all.
bool Dialler::is_apart(const net::Node& node) const {
    const PeerTable& peer_table = pool_.peer_table();
    return node.id != peer_table.self() && !peer_table.has_slot(node.id) &&
           !dialling_.contains(node.id) && !pool_.access().banned(node) && can_be_dialled(node) &&
           !pool_.gated(node.id);
}

/// Whether a node that was found or remembered may be dialled now.
bool Dialler::is_wanted(const net::Node& node) {
    if (!is_apart(node)) return false;
    SteadyTime ready = history_.ready_at(node.id);
    if (pool_.peer_table().size() == 0) {
        ready = std::min(ready, history_.redial_at(node.id) + longest_lonely_pause);
    }
    return pool_.now() >= ready && (pool_.access().exempts(node.id) || !is_crowded(node));
}

/// Whether its network has its share of peers, or will have it once a dial has succeeded.
bool Dialler::is_crowded(const net::Node& node) const {
    const asio::ip::address at = node.endpoint().address;
    if (pool_.peer_table().crowded(at, net::Direction::outbound)) return true;
    if (!pool_.config().limits_networks || net::is_local(at)) return false;
    const net::Prefix network = wide_network_of(at);
    return std::ranges::any_of(dialling_, [&](const auto& dial) {
        return !dial.second.is_unspecified() && network.contains(dial.second);
    });
}

/// @returns whether the node is now being dialled
bool Dialler::consider(const net::Node& node) {
    if (!is_wanted(node)) return false;
    start(node);
    return true;
}

/// Peers, and dials, that one discovery may have while another one delivers.
std::size_t Dialler::most_of_one_source() const {
    return std::max<std::size_t>(1, pool_.config().max_peers / 2);
}

void Dialler::start(const net::Node& node, SourceTurns::Seat seat) {
    history_.dialled(node.id, pool_.now());
    dials_.add();
    // Marked at once, not when the task begins: the next candidate is examined before that.
    const bool counts = !pool_.access().exempts(node.id);
    dialling_[node.id] = counts ? node.endpoint().address : asio::ip::address{};
    ++tried_;
    pool_.pending().spawn("dial " + net::brief(node.id), dial(node, std::move(seat)));
}

/// @param seat  at the slots of the source that named the node, if one did; for as long as this
/// lasts
awaitable<void> Dialler::dial(net::Node node, [[maybe_unused]] SourceTurns::Seat seat) {
    Mark mark(*this, node.id);
    DialResult outcome;
    Result<net::Node> resolved = co_await names_.resolve(node);
    if (resolved) {
        node = std::move(*resolved);
        co_await connect(node, mark, outcome);
    } else {
        outcome.error = resolved.error();
    }
    judge(node, outcome);
}

awaitable<void> Dialler::connect(net::Node node, Mark& mark, DialResult& outcome) {
    const Executor strand = new_strand(runtime_.executor());
    std::string name = "peer " + net::brief(node.id);
    awaitable<void> talk = reach(std::move(node), mark, outcome);
    co_await pool_.pending().host(strand, std::move(name), std::move(talk));
}

awaitable<void> Dialler::reach(net::Node node, Mark& mark, DialResult& outcome) {
    // Filled by a coroutine of its own, whose frame is gone while the session lasts.
    std::vector<Offer> offers;
    net::LinkPtr link;
    auto handshake = dial_link(std::move(node), offers, link, outcome);
    co_await std::move(handshake);
    if (!link) co_return;
    outcome.met = pool_.now();
    std::function<void()> decided = [&mark] { mark.clear(); };
    outcome.ending = co_await pool_.meet(std::move(link), std::move(offers),
                                         net::Direction::outbound, std::move(decided));
}

awaitable<void> Dialler::dial_link(net::Node node, std::vector<Offer>& offers, net::LinkPtr& link,
                                   DialResult& outcome) {
    offers = pool_.offers();
    net::Hello hello = pool_.hello(offers);
    net::ConnectionFilter admit = pool_.filter(net::Direction::outbound, node);
    Result<net::LinkPtr> made =
        co_await within(pool_.config().dial_timeout,
                        transport_.dial(std::move(node), std::move(hello), std::move(admit)));
    if (made) {
        link = std::move(*made);
    } else {
        outcome.error = made.error();
    }
}

void Dialler::judge(const net::Node& node, const DialResult& outcome) {
    if (outcome.ending && outcome.ending->shed) {
        history_.forget(node.id);
        pool_.changed().notify();
    } else if (outcome.ending) {
        judge_ended(node, outcome);
    } else if (outcome.error) {  // else it was cancelled
        failures_.add();
        judge_failed(node, outcome.error);
    }
}

void Dialler::judge_ended(const net::Node& node, const DialResult& outcome) {
    const SteadyTime now = pool_.now();
    const Ending& ending = *outcome.ending;
    const bool lasted = now - outcome.met >= worth_while;
    const bool no_room = says_full(ending.reason);
    if (lasted && !no_room) {
        history_.succeeded(node.id);
        return;  // the store heard of it when it had lasted
    }
    history_.pause(node.id, pause_after(ending.reason), now);
    if (lasted) return;
    if (ending.by == net::Side::theirs) {
        note(node, no_room ? net::DialOutcome::refused : net::DialOutcome::useless);
    }
}

void Dialler::judge_failed(const net::Node& node, const ErrorCode& error) {
    const SteadyTime now = pool_.now();
    if (error == Errc::refused) {  // by us, and told already; no fault of the node
        history_.pause(node.id, DialPause::full, now);
        return;
    }
    const net::DialOutcome outcome = outcome_of(error);
    note(node, outcome);
    history_.pause(node.id, pause_after(error), now);
    if (outcome != net::DialOutcome::refused) {
        const bool met = handshake_began(error);
        pool_.note(node.id, met ? net::PeerEvent::handshake_failed : net::PeerEvent::dial_failed);
    }
    last_error_ = error.message();
    PLEXUS_LOG(pool_.log(), debug) << "dial failed" << kv("node", node) << kv("error", last_error_);
    if (pool_.access().is_static(node.id)) warn_of_static(node, error);
    pool_.tell(net::DialFailed{node, error});
}

net::DialOutcome Dialler::outcome_of(const ErrorCode& error) {
    const std::optional<net::Reason> reason = net::disconnect_reason(error);
    if (reason && says_full(*reason)) return net::DialOutcome::refused;
    if (reason) return net::DialOutcome::useless;
    return handshake_began(error) ? net::DialOutcome::misbehaved : net::DialOutcome::unreachable;
}

void Dialler::warn_of_static(const net::Node& node, const ErrorCode& error) {
    const SteadyTime now = pool_.now();
    const SteadyTime* last = warned_of_.find(node.id);
    if (last != nullptr && now - *last < static_warning_interval) return;
    warned_of_.put(node.id, now);
    const enr::NamedNode named{node, pool_.access().host_of(node.id)};
    PLEXUS_LOG(pool_.log(), warn) << "a static peer cannot be reached" << kv("node", named.enode())
                                  << kv("error", error.message());
}

/// A node whose host name has no address yet cannot be stored.
void Dialler::note(const net::Node& node, net::DialOutcome outcome) {
    if (node.endpoints().empty()) return;
    net::NodeUpdate news;
    news.node = node;
    news.source = "peers";
    news.at = Clock::of(pool_.strand()).wall();
    news.responded = outcome != net::DialOutcome::unreachable;
    news.dialled = outcome;
    news.value = pool_.value(node.id);
    pool_.pending().spawn("note " + net::brief(node.id), tell_store(std::move(news)));
}

awaitable<void> Dialler::tell_store(net::NodeUpdate news) {
    co_await store_.update(std::move(news));
}

const char* Dialler::next_step() const {
    const Config& config = pool_.config();
    if (!config.dials) return "waits for others to connect, because peers.no-dial is set";
    if (!config.uses_discovery) {
        return "static peers, then remembered nodes, for ever; peers.no-discovery is set";
    }
    return "static peers, then remembered nodes and discovery, for ever";
}

awaitable<void> Dialler::warn() {
    while (true) {
        co_await sleep_for(lonely_interval);
        const std::size_t tried = std::exchange(tried_, 0);
        if (pool_.peer_table().size() != 0) continue;
        PLEXUS_LOG(pool_.log(), warn)
            << "no peers" << kv("static_peers", pool_.access().static_nodes().size())
            << kv("dialled_in_the_last_minute", tried) << kv("dialling_now", dialling_.size())
            << kv("last_error", last_error_.empty() ? "-" : last_error_) << kv("next", next_step());
    }
}

}  // namespace plexus::peers
