#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include <api/async/clock.hpp>

#include "heartbeat.hpp"

namespace plexus::fleet {

/// The peers that this member offers to others which have far fewer, so that all come to have about
/// as many. It keeps each of them until the other one has it: a peer that cannot be dialled, or has
/// no room for one more, is not lost.
///
/// @thread  the fleet's strand
class Offers {
public:
    /// A smaller difference is left, and so is one of a quarter of this member's peers.
    static constexpr std::size_t tolerance = 4;
    /// So long a member may take to connect; then another peer is offered.
    static constexpr Duration life = std::chrono::seconds{20};

    /// Another member.
    struct Other {
        net::NodeId id{};
        std::size_t peers = 0;
    };

    /// Withdraws what is of no use any more, and offers peers while there is a member with far
    /// fewer.
    /// @param peers    how many this member has
    /// @param movable  those of them that another member can dial
    void update(std::size_t peers, const std::vector<net::NodeId>& movable,
                const std::vector<Other>& others, SteadyTime now);

    /// Whether the peer is offered to that member.
    bool contains(const Offer& offer) const;

    /// All of them; at most `most_offers`.
    std::vector<Offer> list() const;

private:
    struct Made {
        Offer offer{};
        SteadyTime until{};
    };

    std::vector<Made> made_;
};

}  // namespace plexus::fleet
