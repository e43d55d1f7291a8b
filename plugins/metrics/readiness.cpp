#include "readiness.hpp"

namespace plexus::metrics {
namespace {

Check peers_check(const net::PeerPool& pool, std::size_t fewest) {
    const std::size_t count = pool.peers().size();
    return {"peers", count >= fewest,
            std::to_string(count) + " of at least " + std::to_string(fewest)};
}

Check head_check(const chain::HeadTracker& heads, std::chrono::seconds oldest, WallTime now) {
    const chain::ChainStatus status = heads.chain_status();
    // A head that the node does not have says nothing about how well it follows.
    if (status.source != chain::HeadSource::local) return {"head", true, "no chain of its own"};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
    const std::int64_t age = seconds.count() - static_cast<std::int64_t>(status.head.time);
    return {"head", age <= oldest.count(),
            std::to_string(age) + " s old, at most " + std::to_string(oldest.count()) + " s"};
}

}  // namespace

std::vector<Check> checks(const net::PeerPool* pool, const chain::HeadTracker* heads,
                          const Wanted& wanted, WallTime now) {
    std::vector<Check> result;
    if (pool != nullptr) result.push_back(peers_check(*pool, wanted.peers));
    if (heads != nullptr && wanted.head_age.count() > 0) {
        result.push_back(head_check(*heads, wanted.head_age, now));
    }
    return result;
}

}  // namespace plexus::metrics
