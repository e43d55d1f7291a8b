#include "candidates.hpp"

#include <algorithm>

namespace plexus::inline v1::eth {

std::vector<EthPeer> eth_peers(const net::PeerPool& pool) {
    std::vector<EthPeer> found;
    for (net::PeerPtr& peer : pool.peers()) {
        auto remote = peer->handle<Remote>();
        if (remote) found.emplace_back(std::move(peer), std::move(remote));
    }
    return found;
}

bool covers(const Status& status, std::uint64_t number) noexcept {
    return status.latest != 0 && reaches(status, number);
}

bool reaches(const Status& status, std::uint64_t number) noexcept {
    // Up to eth/68 a peer tells the number of its head only with a new block.
    const bool ends_before = status.latest != 0 && status.latest < number;
    return !ends_before && status.earliest <= number;
}

std::vector<EthPeer> candidates(const RequestOptions& options, std::uint64_t request,
                                std::optional<std::uint64_t> reach) {
    struct Ranked {
        EthPeer candidate;
        std::size_t in_flight;
    };
    std::vector<Ranked> ranked;
    for (EthPeer& candidate : eth_peers(*options.pool)) {
        const Remote& remote = *candidate.remote;
        const bool wanted = (!options.only || candidate.peer == options.only) &&
                            (!options.among || options.among(*candidate.peer));
        if (!wanted || !remote.speaks(request)) continue;
        // What it has announced or shown may lie above the head that it told last.
        const bool has_it = options.claimed && options.claimed(*candidate.peer);
        if (reach && !has_it && !reaches(remote.status(), *reach)) continue;
        const std::size_t in_flight = remote.in_flight();
        ranked.emplace_back(std::move(candidate), in_flight);
    }
    std::ranges::stable_sort(ranked, {}, &Ranked::in_flight);
    std::vector<EthPeer> ordered;
    for (Ranked& each : ranked) ordered.push_back(std::move(each.candidate));
    return ordered;
}

}  // namespace plexus::inline v1::eth
