#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// Places in full buckets of tried nodes that newer peers want. The holder of a place is dialled
/// first, and leaves only if it fails: whoever becomes a peer with many nodes displaces none that
/// still works.
///
/// @thread  none of its own: one caller at a time
/// @spec    Bitcoin Core src/addrman.cpp, ResolveCollisions_
class Contests {
public:
    /// @spec Bitcoin Core src/addrman.cpp, ADDRMAN_SET_TRIED_COLLISION_SIZE
    static constexpr std::size_t capacity = 10;
    /// A holder that was not dialled for so long keeps its place.
    /// @spec Bitcoin Core src/addrman.cpp, ADDRMAN_TEST_WINDOW
    static constexpr std::chrono::minutes window{40};

    /// Nothing happens if there are too many, or if the newcomer or the holder is in one already.
    void begin(const net::NodeId& newcomer, const net::NodeId& holder, WallTime now);

    /// Ends the contest for the place of a holder.
    /// @returns the newcomer, if there was one
    std::optional<net::NodeId> end(const net::NodeId& holder);

    /// Ends the contests of a node that is gone.
    void forget(const net::NodeId& id);

    /// The holders that are to be dialled, those that have waited for longest first.
    std::vector<net::NodeId> holders(WallTime now) const;

private:
    struct Contest {
        net::NodeId newcomer{};
        net::NodeId holder{};
        WallTime since{};
    };

    static bool is_over(const Contest& contest, WallTime now) {
        return now - contest.since > window;
    }

    std::vector<Contest> contests_;  ///< in the order in which they began
};

}  // namespace plexus::nodestore
