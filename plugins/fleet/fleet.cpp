#include "fleet.hpp"

#include <algorithm>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/strand.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::fleet {
namespace {

using net::Reason;

std::uint64_t microseconds(WallTime time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count());
}

}  // namespace

Fleet::Fleet(Context context, Bus& bus, Duration expiry)
    : context_(std::move(context)),
      clock_(Clock::of(context_.strand)),
      bus_(bus),
      expiry_(expiry),
      boot_(crypto::random_u64()),
      orphaned_(context_.strand),
      member_count_(context_.metrics.gauge({"plexus_fleet_members", "Other members of the fleet"})),
      their_peers_(context_.metrics.gauge(
          {"plexus_fleet_others_peers", "Peers that other members of the fleet have"})),
      shared_peers_(context_.metrics.gauge(
          {"plexus_fleet_shared_peers", "Peers that another member of the fleet has, too"})),
      bus_up_(context_.metrics.gauge(
          {"plexus_fleet_bus_up", "1 while the node hears itself on the bus, else 0"})),
      heartbeats_(context_.metrics.counter(
          {"plexus_fleet_heartbeats_total", "Heartbeats of other members that were heard"})),
      bad_heartbeats_(context_.metrics.counter(
          {"plexus_fleet_bad_heartbeats_total",
           "Messages on the bus that were no heartbeat, or above a limit"})),
      yielded_(context_.metrics.counter(
          {"plexus_fleet_yielded_peers_total",
           "Peers that were disconnected because another member has them"})),
      handed_over_(context_.metrics.counter(
          {"plexus_fleet_handed_over_peers_total",
           "Peers that a member with far fewer has taken over from this one"})),
      orphan_count_(context_.metrics.counter(
          {"plexus_fleet_orphans_total", "Peers of members that are gone, to be dialled"})) {}

awaitable<void> Fleet::start() {
    auto open = [this] { bus_.open(); };
    co_await on_blocking(context_.runtime, std::move(open));
    co_await greet();
}

awaitable<void> Fleet::greet() {
    co_await tell(false);
    const SteadyTime end = now() + greeting_limit;
    while (!heard_self_ && now() < end) {
        co_await sleep_for(tick);
        listen();
    }
    for (int i = 0; heard_self_ && i < ticks_for_responses; ++i) {
        co_await sleep_for(tick);
        listen();
    }
    notice_bus();
}

awaitable<void> Fleet::run() {
    PLEXUS_ON_STRAND(context_.strand);
    const net::Subscription subscription = context_.pool.on_event(
        [weak = weak_from_this(), strand = context_.strand](const net::PeerPoolEvent& event) {
            asio::post(strand, [weak, event] {
                if (const auto self = weak.lock()) self->on_event(event);
            });
        });
    for (const net::PeerPtr& peer : context_.pool.peers()) hold(peer);
    while (true) {
        if (changed_ || now() - told_ >= expiry_ / heartbeats_per_expiry) co_await tell(false);
        listen();
        expire();
        notice_bus();
        if (orphans_.size() > 0) orphaned_.notify();
        co_await sleep_for(tick);
    }
}

awaitable<void> Fleet::stop() {
    co_await tell(true);
    auto close = [this] { bus_.close(); };
    co_await on_blocking(context_.runtime, std::move(close));
}

awaitable<Result<net::Node>> Fleet::next() {
    co_return co_await await_on(context_.strand, next_orphan());
}

awaitable<Result<net::Node>> Fleet::next_orphan() {
    const auto is_free = [this](const net::NodeId& id) {
        return !held_.contains(id) && members_.allows(id);
    };
    while (true) {
        if (std::optional<net::Node> node = orphans_.take(now(), is_free)) {
            co_return Result<net::Node>(std::move(*node));
        }
        co_await orphaned_.wait();
    }
}

void Fleet::on_event(const net::PeerPoolEvent& event) {
    if (const auto* joined = std::get_if<net::PeerJoined>(&event)) hold(joined->peer);
    const auto* left = std::get_if<net::PeerLeft>(&event);
    if (left == nullptr) return;
    // The node stops: its last heartbeat names the peers that the others may take over.
    const bool stopping =
        left->reason == Reason::client_quitting && left->ended_by == net::Side::ours;
    if (!stopping) let_go(left->peer);
}

void Fleet::hold(const net::PeerPtr& peer) {
    if (!peer->connected()) return;
    const auto offered = offered_.find(peer->node().id);
    const bool taken_over = offered != offered_.end();
    held_[peer->node().id] = {peer, taken_over ? offered->second : microseconds(clock_.wall())};
    changed_ = true;
}

/// Of two connections with one node the one that goes may be told of after the one that stays.
void Fleet::let_go(const net::PeerPtr& peer) {
    const auto held = held_.find(peer->node().id);
    if (held == held_.end() || held->second.peer != peer) return;
    held_.erase(held);
    changed_ = true;
}

void Fleet::listen() {
    while (const std::optional<std::string> message = bus_.receive()) {
        Result<Heartbeat> heartbeat = decode(bytes_of(*message));
        if (!heartbeat) {
            bad_heartbeats_.add();
        } else if (heartbeat->member == context_.self) {
            hear_self(*heartbeat);
        } else {
            hear(std::move(*heartbeat));
        }
    }
}

void Fleet::hear_self(const Heartbeat& heartbeat) {
    if (heartbeat.boot == boot_) {
        heard_self_ = now();
        return;
    }
    bad_heartbeats_.add();
    if (twin_ == heartbeat.boot) return;
    twin_ = heartbeat.boot;
    PLEXUS_LOG(context_.log, error)
        << "another node of the fleet has the key of this one: give each its own data folder";
}

void Fleet::hear(Heartbeat heartbeat) {
    heartbeats_.add();
    if (members_.has_restarted(heartbeat)) part(heartbeat.member, "it has restarted");
    const bool known = members_.knows(heartbeat.member);
    if (heartbeat.leaving) {
        if (known) part(heartbeat.member, "it has stopped");
        return;
    }
    take_offers(heartbeat);
    if (!members_.hear(heartbeat, now())) {
        bad_heartbeats_.add();
        return;
    }
    if (!known) {
        PLEXUS_LOG(context_.log, info)
            << "a member of the fleet is here" << kv("member", net::brief(heartbeat.member))
            << kv("peers", heartbeat.claims.size());
        changed_ = true;  // it is to hear at once which peers are taken
    }
    yield_to(heartbeat);
}

/// What a member offers to this one is as if that member did not have it, and may be dialled.
/// Whoever takes it over has it by a right just above the member's: so all agree whose it is, the
/// others too, and when the offer is withdrawn meanwhile.
void Fleet::take_offers(Heartbeat& heartbeat) {
    std::erase_if(heartbeat.claims, [&](const Claim& claim) {
        offered_.erase(claim.id);
        const Offer offer{claim.id, context_.self};
        if (std::ranges::find(heartbeat.offers, offer) == heartbeat.offers.end()) return false;
        if (claim.since_us == 0 || offered_.size() >= Orphans::most_orphans) return false;
        offered_[claim.id] = claim.since_us - 1;
        orphans_.add(claim, 0, now());
        return true;
    });
}

/// Disconnects the peers that are more the member's, and the member itself:
/// what it sees is in the fleet already.
void Fleet::yield_to(const Heartbeat& heartbeat) {
    for (const Claim& claim : heartbeat.claims) {
        const auto held = held_.find(claim.id);
        if (held == held_.end()) continue;
        const Right theirs{claim.since_us, heartbeat.member};
        const Right ours{claim_of(claim.id, held->second).since_us, context_.self};
        if (ours < theirs || !yield(held->second, heartbeat.member)) continue;
        if (offers_.contains({claim.id, heartbeat.member})) handed_over_.add();
    }
    const auto member = held_.find(heartbeat.member);
    if (member != held_.end()) (void)yield(member->second, heartbeat.member);
}

/// @returns whether the peer was disconnected
bool Fleet::yield(const Held& held, const net::NodeId& member) {
    const net::NodeId& id = held.peer->node().id;
    if (exempt_.contains(id) || !held.peer->connected()) return false;
    PLEXUS_LOG(context_.log, info)
        << "another member of the fleet has this peer" << kv("peer", net::brief(id))
        << kv("member", net::brief(member));
    yielded_.add();
    // Not "already connected": to the peer the other member is another node.
    held.peer->disconnect(Reason::too_many_peers);
    return true;
}

void Fleet::expire() {
    for (const net::NodeId& member : members_.silent_since(now() - expiry_)) {
        part(member, "it says nothing");
    }
    member_count_.set(members_.size());
    their_peers_.set(members_.claims());
}

/// A member is gone. Its peers are dialled, unless it only seems so because the bus is away.
void Fleet::part(const net::NodeId& member, const char* why) {
    const Departed departed = members_.remove(member);
    PLEXUS_LOG(context_.log, info)
        << "a member of the fleet is gone" << kv("member", net::brief(member)) << kv("why", why)
        << kv("peers", departed.claims.size());
    if (is_alone()) return;
    for (const Claim& claim : departed.claims) {
        orphan_count_.add();
        orphans_.add(claim, members_.nearer(claim.id, context_.self), now());
    }
}

/// Sooner than others expire: when the bus goes away no member seems to be gone.
bool Fleet::is_alone() const { return !heard_self_ || now() - *heard_self_ > expiry_ / 2; }

void Fleet::notice_bus() {
    const bool alone = is_alone();
    bus_up_.set(alone ? 0 : 1);
    if (alone_ == alone) return;
    alone_ = alone;
    if (alone) {
        const std::string error = bus_.error();
        PLEXUS_LOG(context_.log, warn)
            << "the bus of the fleet is away: going on alone"
            << kv("error", error.empty() ? "this node's heartbeats do not come back" : error);
    } else {
        PLEXUS_LOG(context_.log, info)
            << "the bus of the fleet is here" << kv("members", members_.size());
    }
}

void Fleet::update_exempt() {
    exempt_.clear();
    for (const net::Node& node : context_.pool.static_nodes()) exempt_.insert(node.id);
    for (const net::Node& node : context_.pool.trusted_nodes()) exempt_.insert(node.id);
}

/// Only a peer that was dialled can be dialled by another member.
void Fleet::update_offers() {
    std::vector<net::NodeId> movable;
    for (const auto& [id, held] : held_) {
        const bool dialled = held.peer->direction() == net::Direction::outbound;
        if (dialled && !exempt_.contains(id) && members_.allows(id)) movable.push_back(id);
    }
    offers_.update(held_.size(), movable, members_.counts(), now());
}

Claim Fleet::claim_of(const net::NodeId& id, const Held& held) const {
    Claim claim{id, {}, held.since_us};
    if (exempt_.contains(id)) claim.since_us = 0;
    // The port from which a peer has dialled is not the one at which it can be dialled.
    if (held.peer->direction() == net::Direction::outbound) {
        claim.endpoint = held.peer->node().endpoint();
    }
    return claim;
}

Heartbeat Fleet::heartbeat(bool leaving) const {
    Heartbeat heartbeat{context_.self, boot_, leaving, {}, offers_.list()};
    for (const auto& [id, held] : held_) {
        if (heartbeat.claims.size() == most_claims) break;
        heartbeat.claims.push_back(claim_of(id, held));
    }
    return heartbeat;
}

awaitable<void> Fleet::tell(bool leaving) {
    changed_ = false;
    told_ = now();
    update_exempt();
    update_offers();
    shared_peers_.set(static_cast<std::size_t>(std::ranges::count_if(
        held_, [this](const auto& held) { return !members_.allows(held.first); })));
    auto publish = [this, message = encode(heartbeat(leaving))] { bus_.publish(message); };
    co_await on_blocking(context_.runtime, std::move(publish));
}

}  // namespace plexus::fleet
