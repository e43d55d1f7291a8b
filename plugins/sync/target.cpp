#include "target.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <api/eth/remote.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::sync {
namespace {

struct Candidate {
    net::PeerPtr peer;
    std::shared_ptr<eth::Remote> remote;
    eth::Status status;
};

std::vector<Candidate> by_difficulty(net::PeerPool& pool, const std::set<net::NodeId>& doubted) {
    std::vector<Candidate> candidates;
    for (net::PeerPtr& peer : pool.peers()) {
        if (doubted.contains(peer->node().id)) continue;
        auto remote = peer->facet<eth::Remote>();
        if (!remote) continue;
        const eth::Status status = remote->status();
        candidates.push_back(Candidate{std::move(peer), std::move(remote), status});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) {
                         return a.status.total_difficulty > b.status.total_difficulty;
                     });
    return candidates;
}

}  // namespace

awaitable<std::optional<Target>> find_target(net::PeerPool& pool, std::set<net::NodeId> doubted) {
    std::vector<Candidate> candidates = by_difficulty(pool, doubted);
    for (Candidate& candidate : candidates) {
        chain::HeaderQuery query;
        query.hash = candidate.status.head;
        query.amount = 1;
        const Result<chain::RawItems> headers = co_await candidate.remote->headers(query);
        if (!headers || headers->empty()) continue;
        const SharedBytes& raw = headers->front();
        const Result<eth::Header> header = eth::decode_header(raw);
        if (!header || crypto::keccak256(raw) != candidate.status.head) {
            candidate.peer->report(net::PeerEvent::sent_bad_data);
            continue;
        }
        Target target;
        target.number = header->number;
        target.hash = candidate.status.head;
        target.told_by = candidate.peer->node().id;
        co_return target;
    }
    co_return std::nullopt;
}

}  // namespace plexus::sync
