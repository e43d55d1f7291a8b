#include "target.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

#include <api/eth/remote.hpp>

namespace plexus::sync {
namespace {

struct HeadClaim {
    net::PeerPtr peer;
    eth::Status status;

    bool tells_difficulty() const { return status.total_difficulty != 0; }
};

using HeadClaims = std::vector<HeadClaim>;

HeadClaims candidates_of(net::PeerPool& pool, const std::set<net::NodeId>& excluded) {
    HeadClaims candidates;
    for (net::PeerPtr& peer : pool.peers()) {
        if (excluded.contains(peer->node().id)) continue;
        const auto remote = peer->handle<eth::Remote>();
        if (!remote) continue;
        const eth::Status status = remote->status();
        candidates.emplace_back(std::move(peer), status);
    }
    return candidates;
}

bool heavier(const HeadClaim& a, const HeadClaim& b) {
    return a.status.total_difficulty > b.status.total_difficulty;
}

bool longer(const HeadClaim& a, const HeadClaim& b) { return a.status.latest > b.status.latest; }

/// The head of the first peer that sends its header.
awaitable<std::optional<Target>> first_to_show(eth::Client client, HeadClaims candidates) {
    for (const HeadClaim& candidate : candidates) {
        chain::HeaderQuery query;
        query.hash = candidate.status.head;
        query.amount = 1;
        const eth::Client one = client.only(candidate.peer);
        const eth::Response<eth::Headers> headers = co_await one.headers(query);
        if (!headers) continue;
        Target target;
        target.number = headers->front().header.number;
        target.hash = candidate.status.head;
        target.told_by = candidate.peer->node().id;
        co_return target;
    }
    co_return std::nullopt;
}

}  // namespace

awaitable<std::optional<Target>> find_target(eth::Client client, net::PeerPool& pool,
                                             std::set<net::NodeId> excluded) {
    HeadClaims by_difficulty = candidates_of(pool, excluded);
    const auto rest = std::stable_partition(by_difficulty.begin(), by_difficulty.end(),
                                            std::mem_fn(&HeadClaim::tells_difficulty));
    HeadClaims by_number(std::make_move_iterator(rest),
                         std::make_move_iterator(by_difficulty.end()));
    by_difficulty.erase(rest, by_difficulty.end());
    std::ranges::stable_sort(by_difficulty, heavier);
    std::ranges::stable_sort(by_number, longer);

    // A total difficulty and a number cannot be compared, but the numbers in two headers can.
    const std::optional<Target> heaviest = co_await first_to_show(client, std::move(by_difficulty));
    const std::optional<Target> longest = co_await first_to_show(client, std::move(by_number));
    if (!heaviest || !longest) co_return heaviest ? heaviest : longest;
    co_return heaviest->number >= longest->number ? heaviest : longest;
}

}  // namespace plexus::sync
