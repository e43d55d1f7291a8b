#include "follower.hpp"

#include <algorithm>

namespace plexus::sync {

Follower::Follower(Services services, Settings settings, Logger log)
    : services_(services),
      settings_(settings),
      log_(std::move(log)),
      client_(services.pool, services.host.runtime()) {
    handed_on_.next = settings_.from;
    if (settings_.from != 0) return;
    handed_on_.next = 1;
    if (services_.reader == nullptr) return;
    const chain::Head head = services_.reader->head();
    handed_on_.next = head.number + 1;
    handed_on_.parent = head.hash;
}

bool Follower::storing() const noexcept {
    return settings_.from == 0 && services_.reader != nullptr && services_.writer != nullptr;
}

Position Follower::position() const {
    if (!storing()) return handed_on_;
    const chain::Head head = services_.reader->head();
    Position behind;
    behind.next = head.number + 1;
    behind.parent = head.hash;
    return behind;
}

bool Follower::complete() const { return settings_.to == 0 || position().next > settings_.to; }

awaitable<Result<std::uint64_t>> Follower::run_once() {
    brought_ = 0;
    std::set<net::NodeId> excluded;
    ErrorCode problem = make_error_code(Errc::no_peer);
    while (true) {
        if (settings_.to != 0 && complete()) co_return brought_;
        const std::optional<Target> target =
            co_await find_target(client_, services_.pool, excluded);
        if (!target && problem == Errc::no_peer && brought_ > 0) co_return brought_;
        if (!target) co_return problem;
        std::uint64_t last = target->number;
        if (settings_.to != 0) last = std::min(settings_.to, last);
        if (last < position().next) co_return brought_;

        const Result<void> outcome = co_await bring(last);
        if (outcome) continue;  // another peer may have more by now
        problem = outcome.error();
        // No peer has the blocks up to the head that this peer told, so the chain may not exist.
        if (problem != Errc::timed_out) co_return problem;
        PLEXUS_LOG(log_, warn) << "a chain as long as a peer told could not be had"
                               << kv("peer", net::brief(target->told_by)) << kv("to", last);
        excluded.insert(target->told_by);
    }
}

awaitable<Result<void>> Follower::bring(std::uint64_t last) {
    Round round(services_, settings_, log_);
    const auto storing_or_not = storing() ? Round::Storing::wanted : Round::Storing::unwanted;
    const Result<void> outcome = co_await round.bring(position(), last, storing_or_not);
    handed_on_ = round.position();
    brought_ += round.tally().blocks;
    co_return outcome;
}

}  // namespace plexus::sync
