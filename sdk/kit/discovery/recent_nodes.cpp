#include "recent_nodes.hpp"

namespace plexus::discovery {

bool RecentNodes::contains(const net::NodeId& id, SteadyTime now) const {
    const auto found = times_.find(id);
    return found != times_.end() && now - found->second < examine_again_after;
}

void RecentNodes::add(const net::NodeId& id, SteadyTime now) {
    if (times_.size() >= max_remembered) {
        std::erase_if(
            times_, [now](const auto& entry) { return now - entry.second >= examine_again_after; });
        if (times_.size() >= max_remembered) times_.clear();
    }
    times_[id] = now;
}

}  // namespace plexus::discovery
