#include "pool.hpp"

#include <algorithm>
#include <random>

#include <api/async/call_on.hpp>
#include <api/async/strand.hpp>
#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/handlers/exception_text.hpp>

#include <plugins/peers/connection/peer_session.hpp>
#include "journal.hpp"

namespace plexus::peers {
namespace {

using net::Direction;
using net::PeerEvent;
using net::Reason;
using net::RefusalCause;

/// Longer than the link's own deadline for a Disconnect.
constexpr std::chrono::seconds disconnect_limit{2};

bool is_failure(PeerEvent event) {
    return event == PeerEvent::timed_out || event == PeerEvent::sent_unsolicited ||
           event == PeerEvent::sent_bad_data || event == PeerEvent::sent_garbage;
}

bool is_response(PeerEvent event) {
    return event == PeerEvent::served_request || event == PeerEvent::empty_response;
}

/// That of the links, so that the node has one. A transport without one leaves it to us.
std::shared_ptr<net::MemoryBudget> memory_of(Host& host) {
    auto* const shared = host.find<net::MemoryBudget>();
    if (shared != nullptr) return shared->shared_from_this();
    return std::make_shared<net::MemoryBudget>(most_received_bytes);
}

}  // namespace

Pool::Pool(Host& host, Config config)
    : host_(host),
      config_(std::move(config)),
      strand_(host.strand()),
      log_(host.logger()),
      access_(std::make_shared<AccessLists>(host.get<net::LocalNode>().id(), Clock::of(strand_))),
      peer_table_(host.get<net::LocalNode>().id(), access_, crypto::random_u64()),
      scores_(host.get<net::ScoringPolicy>()),
      pending_(strand_, log_),
      changed_(strand_),
      bans_changed_(strand_),
      memory_(memory_of(host)),
      connected_(host.metrics().gauge({"plexus_peers_connected", "Peers that are connected"})),
      held_(host.metrics().gauge({"plexus_peers_memory_bytes",
                                  "Memory that frames and messages of all peers take",
                                  MetricUnit::bytes})),
      meters_(host.metrics()) {
    // A node named twice, or this node itself in a list that all nodes of a network share, is no
    // mistake worth ending for.
    for (const auto& [node, name] : config_.static_peers) (void)access_->add_static(node, name);
    for (const auto& [node, name] : config_.trusted_peers) (void)access_->trust(node, name);
}

std::vector<net::PeerPtr> Pool::peers() const {
    std::vector<std::pair<int, net::PeerPtr>> rated;
    const std::shared_ptr<const Connections> present = connections();
    for (const auto& peer : *present) rated.emplace_back(peer->score(), peer);
    // Among equals chance decides, not the id, which a peer can choose.
    std::ranges::shuffle(rated, std::mt19937_64(crypto::random_u64()));
    std::ranges::stable_sort(rated, std::greater{}, [](const auto& entry) { return entry.first; });
    std::vector<net::PeerPtr> best_first;
    best_first.reserve(rated.size());
    for (auto& [score, peer] : rated) best_first.push_back(std::move(peer));
    return best_first;
}

net::PoolStats Pool::stats() const {
    net::PoolStats stats;
    const std::shared_ptr<const Connections> present = connections();
    for (const auto& peer : *present) {
        ++stats.connected;
        if (peer->direction() == Direction::inbound) ++stats.inbound;
        stats.peers.push_back(peer->stats());
    }
    std::ranges::stable_sort(stats.peers, std::greater{}, &net::PeerStats::score);
    stats.pending = dialling_ + pending_inbound_;
    return stats;
}

net::Subscription Pool::on_event(Observer observer) { return observers_.add(std::move(observer)); }

void Pool::book(std::shared_ptr<Connection> peer, net::PeerReport report) {
    if (is_response(report.event)) ++peer->tally().requests;
    if (is_failure(report.event)) ++peer->tally().failures;
    asio::post(strand_, [self = shared_from_this(), peer = std::move(peer),
                         report = std::move(report)] { self->apply(peer, report); });
}

std::vector<Offer> Pool::offers() {
    std::vector<Offer> offers;
    const Leases<net::Capability> present = host_.every<net::Capability>();
    for (std::size_t i = 0; i < present.size(); ++i) {
        Lease<net::Capability> capability = present.lease(i);
        try {
            net::CapabilityInfo info = capability->info();
            offers.push_back({std::move(info), std::move(capability)});
        } catch (...) {  // of one capability: the others are spoken all the same
            PLEXUS_LOG(log_, error) << "a capability cannot be offered"
                                    << kv("error", handlers::text_of(std::current_exception()));
        }
    }
    return offers;
}

void Pool::prepare_metrics() {
    for (const Offer& offer : offers()) meters_.prepare(offer.info);
}

net::Hello Pool::hello(const std::vector<Offer>& offers) const {
    net::Hello hello;
    hello.client = config_.client_name;
    hello.capabilities = announce(offers);
    return hello;
}

bool Pool::gated(const net::NodeId& id) const {
    if (access_->exempts(id)) return false;
    const Leases<net::ConnectionGater> gaters = host_.every<net::ConnectionGater>();
    return std::ranges::any_of(
        gaters, [&id](const net::ConnectionGater& gater) { return !gater.allows(id); });
}

net::ConnectionFilter Pool::filter(Direction direction, net::Node seen) {
    return [self = shared_from_this(), direction,
            seen = std::move(seen)](const net::NodeId& remote) -> std::optional<Reason> {
        const SteadyTime now = self->now();
        std::unique_lock lock(self->mutex_);
        auto refusal =
            self->peer_table_.judge(remote, direction, now, seen.endpoint().address).refusal;
        lock.unlock();
        if (!refusal && self->gated(remote)) refusal = RefusalCause::gated;
        if (!refusal) return std::nullopt;
        net::Node node = seen;
        node.id = remote;
        return self->refuse(std::move(node), direction, *refusal);
    };
}

Reason Pool::refuse(net::Node node, Direction direction, net::RefusalCause cause) {
    net::PeerRefused refused;
    refused.node = std::move(node);
    refused.direction = direction;
    refused.cause = cause;
    refused.told = reason_for(cause);
    tell(refused);
    return *refused.told;
}

// While a session lasts, the frames of the coroutines that await its end are kept for each peer. So
// what only its beginning needs is in others.
awaitable<Ending> Pool::meet(net::LinkPtr link, std::vector<Offer> offers, Direction direction,
                             std::function<void()> decided) {
    // From here on cancellation is off and Connection::end() ends the session, so that the
    // Disconnect is sent and the table is updated.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    Admission admission;
    auto admitted = admit(*link, std::move(offers), direction, std::move(decided), admission);
    co_await std::move(admitted);
    if (!admission.peer) co_return std::move(admission.refused);

    const std::shared_ptr<Connection>& peer = admission.peer;
    PeerSession session(peer, std::move(link), std::move(admission.agreements),
                        PeerSession::Context{memory_, config_.request_timeout, log_});
    note_joined(peer);
    const Ending ending = co_await session.serve();
    note_left(peer, ending);
    auto leave = [this, &peer] { release(peer); };
    co_await call_on(strand_, std::move(leave));
    co_await session.join();
    co_return ending;
}

awaitable<void> Pool::admit(net::Link& link, std::vector<Offer> offers, Direction direction,
                            std::function<void()> decided, Admission& admission) {
    std::vector<Agreement> agreements = match(offers, link.remote().capabilities);
    offers.clear();  // what was not agreed on may leave the node
    Connection::Facts facts{link.node(), direction, link.remote().client, {}, {}, link.local()};
    facts.advertised = link.remote().capabilities;
    std::ranges::sort(facts.advertised);
    for (const Agreement& agreement : agreements) facts.shared.push_back(agreement.info);
    const Executor strand = co_await asio::this_coro::executor;
    auto peer = std::make_shared<Connection>(strand, std::move(facts), weak_from_this(), access_);
    for (const Agreement& agreement : agreements) meters_.attach(peer->record_of(agreement.info));

    // Looked at on the pool's strand: what leaves later is told to those who have a slot.
    bool too_late = false;
    auto decide = [this, &peer, &decided, &agreements, &too_late] {
        std::optional<RefusalCause> refusal = RefusalCause::no_shared_capability;
        too_late = !offers_all(agreements);
        if (!too_late && useful(agreements)) refusal = slot(peer);
        decided();
        return refusal;
    };
    const std::optional<RefusalCause> refusal = co_await call_on(strand_, std::move(decide));
    if (!refusal) {
        admission.peer = std::move(peer);
        admission.agreements = std::move(agreements);
        co_return;
    }
    log_refused(log_, *peer, *refusal);
    Ending& refused = admission.refused;
    // A capability that was agreed on has left meanwhile: no fault of the peer, which may come
    // again at once.
    refused.shed = too_late;
    refused.reason = too_late ? Reason::requested : refuse(peer->node(), direction, *refusal);
    co_await within(disconnect_limit, link.close(refused.reason));
}

void Pool::note_joined(const std::shared_ptr<Connection>& peer) {
    log_joined(log_, *peer);
    tell(net::PeerJoined{peer});
}

void Pool::note_left(const std::shared_ptr<Connection>& peer, const Ending& ending) {
    log_left(log_, *peer, ending);
    tell(net::PeerLeft{peer, ending.reason, ending.by, ending.detail});
}

bool Pool::offers_all(const std::vector<Agreement>& agreements) const {
    const Leases<net::Capability> present = host_.every<net::Capability>();
    return std::ranges::all_of(agreements, [&](const Agreement& agreement) {
        return std::ranges::any_of(present, [&](const net::Capability& capability) {
            return &capability == agreement.capability.get();
        });
    });
}

void Pool::tell(const net::PeerPoolEvent& event) {
    try {
        observers_.tell(event);
    } catch (...) {  // whatever another plugin throws
        PLEXUS_LOG(log_, error) << "an observer of peers failed"
                                << kv("error", handlers::text_of(std::current_exception()));
    }
}

/// Changes what other threads read.
template <class Change>
void Pool::change(Change apply) {
    std::shared_ptr<const Connections> old;  // freed after the mutex
    const std::scoped_lock lock(mutex_);
    apply();
    connected_.set(table_.size());
    old.swap(present_);
}

std::optional<RefusalCause> Pool::slot(const std::shared_ptr<Connection>& newcomer) {
    PLEXUS_ON_STRAND(strand_);
    const SteadyTime time = now();
    const net::NodeId& id = newcomer->id();
    if (access_->banned(newcomer->node())) return RefusalCause::banned;
    const PeerTable::Judgement judgement =
        peer_table_.judge(id, newcomer->direction(), time, newcomer->node().endpoint().address);
    if (judgement.refusal) return judgement.refusal;
    if (gated(id)) return RefusalCause::gated;
    if (judgement.replaces) {
        const auto replaced = table_.find(*judgement.replaces);
        const bool double_one = *judgement.replaces == id;
        replaced->second->disconnect(double_one ? Reason::already_connected
                                                : Reason::too_many_peers);
    }
    Rating rating = scores_.rate(id, time);
    const PeerTable::Slot taken{newcomer->direction(), time, rating.score,
                                newcomer->node().endpoint().address};
    newcomer->rate(std::move(rating));
    change([&] {
        if (judgement.replaces) {
            table_.erase(*judgement.replaces);
            peer_table_.release(*judgement.replaces);
            if (judgement.evicts) peer_table_.evicted(taken.address, time);
        }
        table_[id] = newcomer;
        peer_table_.occupy(id, taken);
    });
    if (admitted_) admitted_(newcomer);
    return std::nullopt;
}

void Pool::release(const std::shared_ptr<Connection>& peer) {
    PLEXUS_ON_STRAND(strand_);
    const auto slot = table_.find(peer->id());
    if (slot == table_.end() || slot->second != peer) return;  // replaced before it was gone
    change([&] {
        table_.erase(slot);
        peer_table_.release(peer->id());
    });
    changed_.notify();
}

/// Notes what the policy thinks of a peer now.
void Pool::rate(const std::shared_ptr<Connection>& peer) {
    Rating rating = scores_.rate(peer->id(), now());
    {
        const std::scoped_lock lock(mutex_);
        peer_table_.rate(peer->id(), rating.score);
    }
    peer->rate(std::move(rating));
}

/// Notes what protects a peer from being evicted.
void Pool::remember(const net::NodeId& id, const net::PeerReport& report) {
    const bool news = report.event == PeerEvent::useful_gossip;
    if (!news && report.event != PeerEvent::served_request) return;
    const SteadyTime time = now();
    const std::scoped_lock lock(mutex_);
    if (news) peer_table_.note_first_shown(id, report.message, time);
    peer_table_.note_use(id, time);
}

void Pool::apply(const std::shared_ptr<Connection>& peer, const net::PeerReport& report) {
    PLEXUS_ON_STRAND(strand_);
    if (peer_table_.closed()) return;
    const net::ScoreAction action = scores_.apply(peer->id(), report, now());
    rate(peer);
    remember(peer->id(), report);
    if (action == net::ScoreAction::keep) return;
    // The operator wants these whatever they are worth; the sessions still end what breaks the
    // protocol.
    if (access_->exempts(peer->id())) return;
    if (action == net::ScoreAction::ban) ban_by_policy(peer->id(), report.event);
    peer->disconnect(Reason::useless_peer);
}

void Pool::note(const net::NodeId& id, PeerEvent event) {
    PLEXUS_ON_STRAND(strand_);
    const net::ScoreAction action = scores_.apply(id, event, now());
    if (action == net::ScoreAction::ban) ban_by_policy(id, event);
}

void Pool::score_by(Lease<net::LiveScoringPolicy> policy) {
    PLEXUS_LOG(log_, info) << "another policy scores the peers"
                           << kv("policy", policy ? "joined" : "own");
    scores_.use(std::move(policy));
    for (const auto& [id, peer] : table_) rate(peer);
}

void Pool::ban_by_policy(const net::NodeId& id, PeerEvent event) {
    net::Ban ban;
    ban.target = id;
    ban.until = Clock::of(strand_).wall() + config_.ban_time;
    ban.by = net::BannedBy::policy;
    if (!access_->ban(ban)) return;  // exempt, or banned for longer already
    PLEXUS_LOG(log_, warn) << "peer banned" << kv("peer", net::brief(id))
                           << kv("event", net::to_string(event));
    tell(net::PeerBanned{ban});
    bans_changed_.notify();
}

void Pool::open(const SlotLimits& slots) {
    PLEXUS_ON_STRAND(strand_);
    change([&] { peer_table_.set_limits(slots); });
}

void Pool::shed(const net::Capability& capability) {
    PLEXUS_ON_STRAND(strand_);
    for (const auto& [id, peer] : table_) peer->shed(capability);
}

/// Has the policy judge peers that do nothing, too: no event comes from them.
void Pool::review_peers() {
    for (const auto& [id, peer] : table_) {
        if (access_->exempts(id) || scores_.review(id, now()) == net::ScoreAction::keep) continue;
        peer->disconnect(Reason::useless_peer);
    }
}

/// Lets a dialled peer go for another one that is better by chance.
void Pool::rotate() {
    const std::optional<net::NodeId> leaves = peer_table_.rotated(now(), crypto::random_u64());
    if (!leaves) return;
    const auto& peer = table_.at(*leaves);
    PLEXUS_LOG(log_, info) << "a peer makes room for another one" << kv("peer", net::brief(*leaves))
                           << kv("score", peer->score());
    peer->disconnect(Reason::too_many_peers);
}

void Pool::look_over() {
    PLEXUS_ON_STRAND(strand_);
    for (const auto& [id, peer] : table_) {
        rate(peer);
        const auto latency = peer->stats().latency;
        const std::scoped_lock lock(mutex_);
        peer_table_.set_latency(id, latency);
    }
    review_peers();
    if (const std::optional<net::NodeId> idle = peer_table_.idle(now())) {
        table_.at(*idle)->disconnect(Reason::useless_peer);
        peer_table_.idle_left(now());
    } else if (rotation_.is_due(now())) {
        rotate();
    }
    access_->forget_ended_bans();
    held_.set(memory_->used());
    changed_.notify();
}

void Pool::close() {
    change([&] { peer_table_.close(); });
    for (const auto& [id, peer] : table_) peer->disconnect(Reason::client_quitting);
    pending_.cancel();
}

std::shared_ptr<const Pool::Connections> Pool::connections() const {
    const std::scoped_lock lock(mutex_);
    if (!present_) {
        Connections present;
        present.reserve(table_.size());
        for (const auto& [id, peer] : table_) present.push_back(peer);
        present_ = std::make_shared<const Connections>(std::move(present));
    }
    return present_;
}

}  // namespace plexus::peers
