#include "follower.hpp"

#include <kit/eth/types/check_header.hpp>

namespace plexus::sync {

Follower::Follower(Services services, Settings settings, TaskScope& tasks, GossipReceiver& gossip,
                   Handing& handing, Logger log)
    : services_(services),
      settings_(settings),
      log_(std::move(log)),
      gossip_(gossip),
      handing_(handing),
      ours_(our_chain(services_, settings_)),
      candidates_(services_, tasks, gossip_, log_) {
    gossip_.open(*ours_, tasks);
}

Follower::~Follower() { gossip_.close(); }

awaitable<Result<std::uint64_t>> Follower::take_gossip() {
    std::uint64_t count = 0;
    while (!has_last()) {
        std::optional<GossipBlock> gossiped = gossip_.take_next();
        if (!gossiped) break;
        if (!co_await may_stand(*gossiped)) continue;
        const Result<void> appended = co_await append(std::move(*gossiped));
        if (!appended) co_return appended.error();
        ++count;
    }
    co_return count;
}

/// Whether a block that follows our end may, by what its parent has. The sender of another one
/// pays.
awaitable<bool> Follower::may_stand(const GossipBlock& gossiped) {
    const eth::Header& header = gossiped.header().header;
    const std::optional<eth::Header> parent = co_await ours_->header_at(header.number - 1);
    const eth::HeaderFault fault =
        eth::check_header(header, parent ? &*parent : nullptr, services_.unix_seconds());
    if (fault == eth::HeaderFault::none) co_return true;
    const net::PeerPtr sender = gossiped.from.front();
    PLEXUS_LOG(log_, debug) << "a block by gossip that cannot follow our head"
                            << kv("block", header.number)
                            << kv("peer", net::brief(sender->node().id));
    if (fault == eth::HeaderFault::invalid) eth::report(*sender, net::PeerEvent::sent_bad_data);
    co_return false;
}

awaitable<Result<void>> Follower::append(GossipBlock gossiped) {
    if (ours_->is_stored()) handing_.note(gossiped.batch);
    const Result<void> put = co_await ours_->put(ours_->end(), blocks_of(gossiped.batch));
    if (!put) co_return put;
    candidates_.remember(gossiped.header());
    PLEXUS_LOG(log_, debug) << "block by gossip" << kv("block", gossiped.header().header.number)
                            << kv("peer", net::brief(gossiped.from.front()->node().id));
    if (!ours_->is_stored()) co_await handing_.hand_over(gossiped.batch);
    co_return Result<void>{};
}

bool Follower::hear_gossip() {
    bool worth_a_look = false;
    for (const Hint& hint : gossip_.take_hints()) {
        if (candidates_.hear(hint)) worth_a_look = true;
    }
    return worth_a_look;
}

bool Follower::has_last() const { return settings_.to != 0 && ours_->end().next > settings_.to; }

bool Follower::complete() const { return settings_.to == 0 ? nothing_better_ : has_last(); }

bool Follower::has_head_quorum(std::size_t count) const {
    return candidates_.trusted() >= count && !candidates_.waiting();
}

awaitable<Result<std::uint64_t>> Follower::run_once(HeadWait wait) {
    std::uint64_t sum = 0;
    while (!has_last()) {
        if (wait == HeadWait::brief && nothing_better_) {
            candidates_.request_all();
        } else {
            co_await candidates_.look();
        }
        const Result<std::uint64_t> brought = co_await follow_best();
        if (!brought && (sum == 0 || brought.error() == Errc::storage_failed)) co_return brought;
        if (!brought || *brought == 0) co_return sum;
        sum += *brought;
    }
    co_return sum;
}

bool Follower::is_anybody_ahead() const {
    return !candidates_.ahead_of(ours_->end(), ours_->total_difficulty()).empty();
}

/// Follows the chains that have been shown, until one of them has brought anything. Most looks, one
/// each second, find nobody ahead: they cost no race.
awaitable<Result<std::uint64_t>> Follower::follow_best() {
    nothing_better_ = false;
    if (is_anybody_ahead()) {
        Race race(
            services_, settings_, *ours_, gossip_, handing_, candidates_, failing_,
            [this](const Candidate& target, const ErrorCode& problem) { judge(target, problem); },
            log_);
        co_await race.run();
        if (race.problem() == Errc::storage_failed) co_return race.problem();
        if (race.brought() > 0 || race.interrupted()) co_return race.brought();
        if (race.problem()) co_return make_error_code(Errc::timed_out);
    }
    if (candidates_.trusted() == 0) co_return make_error_code(Errc::no_peer);
    nothing_better_ = true;
    co_return std::uint64_t{0};
}

void Follower::judge(const Candidate& target, const ErrorCode& problem) {
    if (!problem) return candidates_.proved(target);
    if (problem == Errc::storage_failed) return;
    if (problem == Errc::already_exists) return candidates_.dismiss(target, ours_->end());
    if (problem == Errc::limit_exceeded) say_too_deep(target);
    PLEXUS_LOG(log_, debug) << "a peer could not show what is behind its head"
                            << kv("peer", net::brief(target.peer->node().id))
                            << kv("head", target.number()) << kv("error", problem.message());
    candidates_.failed(target);
}

void Follower::say_too_deep(const Candidate& target) {
    const std::optional<Hash256> end = ours_->end().parent;
    if (too_deep_at_ == end) return;
    too_deep_at_ = end;
    PLEXUS_LOG(log_, error)
        << "a peer's chain leaves ours too far below our head to follow it: if "
           "ours is the wrong one, raise sync.max-reorg, or begin with an empty "
           "data folder"
        << kv("peer", net::brief(target.peer->node().id)) << kv("head", target.number())
        << kv("max_reorg", settings_.max_reorg) << kv("ours", ours_->end().next - 1);
}

}  // namespace plexus::sync
