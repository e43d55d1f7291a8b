#pragma once

#include <cstddef>
#include <optional>

#include <api/async/clock.hpp>

namespace plexus::peers {

/// Notices that a node that has dialled peers is never dialled itself: its port is closed to the
/// others, or its record names a wrong address.
///
/// @thread  the pool's strand
class ReachWatch {
public:
    /// A node is found by others within minutes. Longer than go-ethereum's nodes take to look up
    /// one that has just come.
    static constexpr std::chrono::minutes wait{15};
    /// With fewer dialled peers the node itself may have no connection.
    static constexpr std::size_t fewest_dialled = 5;
    /// Between two warnings.
    static constexpr std::chrono::hours period{1};

    /// A connection that came in proves for so long that others reach this node: routers forget
    /// their mappings, and addresses change.
    static constexpr std::chrono::hours proof{6};

    /// A connection came in, whatever came of it.
    void reached(SteadyTime now) { reached_ = now; }

    /// @param dialled  peers that this node has dialled
    /// @returns        whether the operator should hear of it now
    bool is_due(std::size_t dialled, SteadyTime now) {
        const bool is_reached = reached_ && now - *reached_ < proof;
        if (is_reached || dialled < fewest_dialled) {
            since_.reset();
            return false;
        }
        if (!since_) since_ = now;
        if (now - *since_ < wait || (told_ && now - *told_ < period)) return false;
        told_ = now;
        return true;
    }

private:
    std::optional<SteadyTime> reached_{};
    std::optional<SteadyTime> since_{};
    std::optional<SteadyTime> told_{};
};

}  // namespace plexus::peers
