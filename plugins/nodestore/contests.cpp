#include "contests.hpp"

#include <algorithm>

namespace plexus::nodestore {

void Contests::begin(const net::NodeId& newcomer, const net::NodeId& holder, WallTime now) {
    std::erase_if(contests_, [now](const Contest& contest) { return is_over(contest, now); });
    const bool known = std::ranges::any_of(contests_, [&](const Contest& contest) {
        return contest.newcomer == newcomer || contest.holder == holder;
    });
    if (!known && contests_.size() < capacity) contests_.push_back({newcomer, holder, now});
}

std::optional<net::NodeId> Contests::end(const net::NodeId& holder) {
    const auto found = std::ranges::find(contests_, holder, &Contest::holder);
    if (found == contests_.end()) return std::nullopt;
    const net::NodeId newcomer = found->newcomer;
    contests_.erase(found);
    return newcomer;
}

void Contests::forget(const net::NodeId& id) {
    std::erase_if(contests_, [&id](const Contest& contest) {
        return contest.newcomer == id || contest.holder == id;
    });
}

std::vector<net::NodeId> Contests::holders(WallTime now) const {
    std::vector<net::NodeId> holders;
    for (const Contest& contest : contests_) {
        if (!is_over(contest, now)) holders.push_back(contest.holder);
    }
    return holders;
}

}  // namespace plexus::nodestore
