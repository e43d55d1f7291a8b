#include "checker.hpp"

#include <kit/crypto/random.hpp>
#include <kit/discovery/pauses.hpp>

namespace plexus::discv4 {
awaitable<void> Checker::check(Pace pace) {
    const Duration limit =
        pace == Pace::fast ? state_.parameters.fast_check : state_.parameters.slow_check;
    while (true) {
        co_await sleep_for(discovery::random_up_to(limit));
        const std::optional<net::Node> node = state_.table.pick(pace, crypto::random_u64());
        if (node) co_await check_one(*node);
    }
}

awaitable<void> Checker::check_one(net::Node node) {
    const Result<Pong> pong = co_await requests_.ping(node);
    if (!pong) {
        state_.table.was_silent(node.id, crypto::random_u64());
        co_return;
    }
    const unsigned checks = state_.table.responded(node.id);
    const Member* const member = state_.table.find(node.id);
    if (member == nullptr) co_return;
    const bool is_first = checks == 1;
    if (is_first || pong->enr_sequence.value_or(0) > member->enr_sequence) prober_.consider(node);
    if (checks > discovery::steady_above && keep_) {
        net::NodeUpdate news;
        news.node = member->node;
        news.source = prober_.sources().source("discv4", member->node.id);
        news.at = state_.clock.wall();
        news.responded = true;
        keep_(news);
    }
}

}  // namespace plexus::discv4
