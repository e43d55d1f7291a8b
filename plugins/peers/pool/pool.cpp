#include "pool.hpp"

#include <algorithm>

#include <api/async/within.hpp>

#include <plugins/peers/call_on.hpp>
#include <plugins/peers/connection/peer_session.hpp>
#include "journal.hpp"

namespace plexus::peers {
namespace {

using net::Direction;
using net::PeerChange;
using net::PeerEvent;
using net::Reason;

/// Longer than the link's own deadline for a goodbye.
constexpr std::chrono::seconds goodbye_limit{2};

bool is_failure(PeerEvent event) {
    return event == PeerEvent::timed_out || event == PeerEvent::sent_unsolicited ||
           event == PeerEvent::sent_bad_data || event == PeerEvent::sent_garbage;
}

bool is_response(PeerEvent event) {
    return event == PeerEvent::served_request || event == PeerEvent::empty_response;
}

}  // namespace

Pool::Pool(Host& host, Config config)
    : host_(host),
      config_(std::move(config)),
      strand_(host.strand()),
      log_(host.logger()),
      peer_table_(host.get<net::LocalNode>().id()),
      scores_(host.get<net::ScoringPolicy>()),
      pending_(strand_, log_),
      changed_(strand_),
      published_peer_table_(peer_table_),
      connected_(host.metrics().metric("peers.connected")) {
    for (const net::Node& node : config_.static_peers) {
        peer_table_.favour(node.id);
        if (node.id != peer_table_.self()) kept_.push_back(node);
    }
    for (const net::Node& node : config_.trusted_peers) peer_table_.favour(node.id);
}

std::vector<net::PeerPtr> Pool::peers() const {
    std::vector<std::pair<int, net::PeerPtr>> rated;
    for (const auto& peer : *present_.get()) rated.emplace_back(peer->tally().score, peer);
    std::ranges::stable_sort(rated, std::greater{}, [](const auto& entry) { return entry.first; });
    std::vector<net::PeerPtr> best_first;
    for (auto& [score, peer] : rated) best_first.push_back(std::move(peer));
    return best_first;
}

net::PoolStats Pool::stats() const {
    net::PoolStats stats;
    for (const auto& peer : *present_.get()) {
        ++stats.connected;
        if (peer->direction() == Direction::inbound) ++stats.inbound;
        const auto age = std::chrono::duration_cast<std::chrono::seconds>(now() - peer->since());
        Tally& tally = peer->tally();
        stats.peers.push_back(
            {peer, tally.score, age, tally.requests, tally.failures, peer->stats()});
    }
    std::ranges::stable_sort(stats.peers, std::greater{}, &net::PeerStats::score);
    stats.pending = dialling_ + arriving_;
    return stats;
}

net::Subscription Pool::on_change(Observer observer) { return observers_.add(std::move(observer)); }

Result<void> Pool::connect(net::Node node) {
    if (node.id == peer_table_.self()) return make_error_code(Errc::refused);
    {
        const std::scoped_lock lock(kept_mutex_);
        if (std::ranges::find(kept_, node.id, &net::Node::id) != kept_.end()) {
            return make_error_code(Errc::already_exists);
        }
        kept_.push_back(node);
    }
    asio::post(strand_, [self = shared_from_this(), id = node.id] {
        self->peer_table_.favour(id);
        self->publish();
        self->changed_.notify();
    });
    return {};
}

std::vector<net::Node> Pool::kept() const {
    const std::scoped_lock lock(kept_mutex_);
    return kept_;
}

void Pool::book(std::shared_ptr<Connection> peer, PeerEvent event) {
    if (is_response(event)) ++peer->tally().requests;
    if (is_failure(event)) ++peer->tally().failures;
    asio::post(strand_, [self = shared_from_this(), peer = std::move(peer), event] {
        self->apply(peer, event);
    });
}

std::vector<Offer> Pool::offers() const {
    std::vector<Offer> offers;
    for (net::Capability* capability : host_.every<net::Capability>()) {
        offers.push_back({capability->info(), capability});
    }
    return offers;
}

net::Hello Pool::hello(const std::vector<Offer>& offers) const {
    net::Hello hello;
    hello.client = config_.client_name;
    hello.capabilities = announce(offers);
    return hello;
}

net::ConnectionFilter Pool::filter(Direction direction) const {
    return [self = shared_from_this(), direction](const net::NodeId& remote) {
        return self->published_peer_table_.get()->judge(remote, direction, self->now()).refusal;
    };
}

awaitable<Ending> Pool::meet(net::LinkPtr link, std::vector<Offer> offers, Direction direction,
                             std::function<void()> decided) {
    // From here on the end comes by Connection::end(), so that there is a goodbye.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    std::vector<Agreement> agreements = match(offers, link->remote().capabilities);
    Connection::Facts facts{link->node(), direction, link->remote().client, {}};
    for (const Agreement& agreement : agreements) facts.shared.push_back(agreement.info);
    const Executor strand = co_await asio::this_coro::executor;
    auto peer = std::make_shared<Connection>(strand, std::move(facts), weak_from_this());

    const bool worth_it = useful(agreements);
    auto decide = [this, &peer, &decided, worth_it] {
        std::optional<Reason> refusal = Reason::useless_peer;
        if (worth_it) refusal = slot(peer);
        decided();
        return refusal;
    };
    const std::optional<Reason> refusal = co_await call_on(strand_, std::move(decide));
    if (refusal) {
        log_refused(log_, *peer, *refusal);
        co_await within(goodbye_limit, link->close(*refusal));
        Ending refused;
        refused.reason = *refusal;
        co_return refused;
    }
    co_return co_await attend(std::move(peer), std::move(link), std::move(agreements));
}

awaitable<Ending> Pool::attend(std::shared_ptr<Connection> peer, net::LinkPtr link,
                               std::vector<Agreement> agreements) {
    PeerSession::Surroundings surroundings{budget_, config_.request_timeout, log_};
    PeerSession session(peer, std::move(link), agreements, std::move(surroundings));
    log_joined(log_, *peer);
    observers_.tell(peer, PeerChange::joined, log_);
    const Ending ending = co_await session.serve();
    log_left(log_, *peer, ending);
    observers_.tell(peer, PeerChange::left, log_);
    auto leave = [this, &peer] { release(peer); };
    co_await call_on(strand_, std::move(leave));
    co_await session.join();
    co_return ending;
}

std::optional<Reason> Pool::slot(const std::shared_ptr<Connection>& newcomer) {
    const SteadyTime time = now();
    const net::NodeId& id = newcomer->id();
    const PeerTable::Judgement judgement = peer_table_.judge(id, newcomer->direction(), time);
    if (judgement.refusal) return judgement.refusal;
    if (judgement.replaces) {
        const auto replaced = table_.find(*judgement.replaces);
        const bool double_one = *judgement.replaces == id;
        replaced->second->disconnect(double_one ? Reason::already_connected
                                                : Reason::too_many_peers);
        table_.erase(replaced);
        peer_table_.release(*judgement.replaces);
    }
    const int score = scores_.score(id, time);
    newcomer->tally().score = score;
    table_[id] = newcomer;
    peer_table_.occupy(id, {newcomer->direction(), time, score});
    publish();
    return std::nullopt;
}

void Pool::release(const std::shared_ptr<Connection>& peer) {
    const auto slot = table_.find(peer->id());
    if (slot == table_.end() || slot->second != peer) return;  // replaced before it was gone
    table_.erase(slot);
    peer_table_.release(peer->id());
    publish();
    changed_.notify();
}

void Pool::apply(const std::shared_ptr<Connection>& peer, PeerEvent event) {
    if (peer_table_.closed()) return;
    const net::NodeId& id = peer->id();
    const net::ScoreAction action = scores_.apply(id, event, now());
    const int score = scores_.score(id, now());
    peer->tally().score = score;
    peer_table_.rate(id, score);
    if (action == net::ScoreAction::keep) return;
    if (action == net::ScoreAction::ban) {
        PLEXUS_LOG(log_, warn) << "peer banned" << kv("peer", net::brief(id))
                               << kv("event", net::to_string(event));
        peer_table_.ban(id, now() + config_.ban_time);
        publish();
    }
    peer->disconnect(Reason::useless_peer);
}

void Pool::note(const net::NodeId& id, PeerEvent event) {
    if (scores_.apply(id, event, now()) != net::ScoreAction::ban) return;
    peer_table_.ban(id, now() + config_.ban_time);
    publish();
}

void Pool::open(const SlotLimits& slots) {
    peer_table_.set_limits(slots);
    publish();
}

void Pool::look_over() {
    for (const auto& [id, peer] : table_) {
        const int score = scores_.score(id, now());
        peer->tally().score = score;
        peer_table_.rate(id, score);
    }
    peer_table_.forget_bans(now());
    publish();
    changed_.notify();
}

void Pool::close() {
    peer_table_.close();
    publish();
    for (const auto& [id, peer] : table_) peer->disconnect(Reason::client_quitting);
    pending_.cancel();
}

void Pool::publish() {
    Connections present;
    for (const auto& [id, peer] : table_) present.push_back(peer);
    connected_.set(static_cast<std::int64_t>(present.size()));
    present_.set(std::move(present));
    published_peer_table_.set(peer_table_);
}

}  // namespace plexus::peers
