#include "walk_pace.hpp"

#include <algorithm>

namespace plexus::discovery {
namespace {

/// The pause grows no further by itself, so that it does not overflow; callers have lower bounds.
constexpr std::chrono::hours longest_pause{1};

}  // namespace

void WalkPace::hear(const net::NodeId& id) {
    if (heard_.find(id) != nullptr) return;
    heard_.put(id, true);
    new_ = true;
}

void WalkPace::end_lookup() {
    if (new_) {
        quiet_ = 0;
        pause_ = shortest_;
    } else if (++quiet_ >= quiet_lookups) {
        pause_ = std::min<Duration>(pause_ * 2, longest_pause);
    }
    new_ = false;
}

Duration WalkPace::pause(Duration longest, Duration taken) const {
    const Duration between = std::min(pause_, std::max(longest, shortest_));
    return std::max(between - taken, Duration::zero());
}

}  // namespace plexus::discovery
