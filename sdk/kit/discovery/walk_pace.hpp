#pragma once

#include <cstddef>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::discovery {

/// How soon the next random lookup follows, as long as nodes are wanted: at once while lookups
/// tell of nodes that were not heard of before, and later and later once they do not. A table that
/// has stopped growing says nothing: most nodes of a large network never get into it.
///
/// @thread  none of its own: one caller at a time
class WalkPace {
public:
    /// So many lookups in a row may tell of nothing new before the pauses grow.
    static constexpr unsigned quiet_lookups = 3;
    /// Nodes that are remembered as heard of; more than a network of today has.
    static constexpr std::size_t most_remembered = 16'384;

    /// @param shortest  the pause while nodes are found
    explicit WalkPace(Duration shortest) : shortest_{shortest}, pause_{shortest} {}

    /// A lookup told of this node.
    void hear(const net::NodeId& id);

    /// A lookup has ended.
    void end_lookup();

    /// The pause before the next one.
    /// @param longest  above the shortest it is the bound, below it does not count
    /// @param taken    what the last one took: pauses count from its beginning, because its waits
    ///                 for nodes that do not respond cost nobody anything
    Duration pause(Duration longest, Duration taken = Duration::zero()) const;

private:
    Duration shortest_;
    Duration pause_;
    unsigned quiet_ = 0;
    bool new_ = false;
    net::LruMap<net::NodeId, bool> heard_{most_remembered};
};

}  // namespace plexus::discovery
