#include "orphans.hpp"

namespace plexus::fleet {

void Orphans::add(const Claim& claim, std::size_t turns, SteadyTime now) {
    const bool can_be_dialled = claim.endpoint.known() && claim.endpoint.tcp_port != 0;
    if (!can_be_dialled || orphans_.size() >= most_orphans) return;
    orphans_.try_emplace(claim.id, Orphan{claim.endpoint, now + turn * turns, now + life});
}

std::optional<net::Node> Orphans::take(SteadyTime now,
                                       const std::function<bool(const net::NodeId&)>& is_free) {
    for (auto orphan = orphans_.begin(); orphan != orphans_.end();) {
        auto& [id, state] = *orphan;
        if (state.until <= now || !is_free(id)) {
            orphan = orphans_.erase(orphan);
            continue;
        }
        if (state.due <= now) {
            state.due = now + pause;
            return net::Node(id, state.endpoint);
        }
        ++orphan;
    }
    return std::nullopt;
}

}  // namespace plexus::fleet
