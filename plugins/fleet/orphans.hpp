#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>

#include <api/async/clock.hpp>

#include "heartbeat.hpp"

namespace plexus::fleet {

/// Peers of members that are gone, to be dialled by those that are left, and peers that a member
/// offers to this one. The members take turns, so that not all dial at once.
///
/// @thread  the fleet's strand
class Orphans {
public:
    static constexpr std::size_t most_orphans = most_claims;
    /// A member has so long for a dial before it is the next one's turn: most dials are decided
    /// within a second or two.
    static constexpr Duration turn = std::chrono::seconds{5};
    /// Offered again after so long, for the dialler may have had no slot.
    static constexpr Duration pause = std::chrono::seconds{20};
    /// After so long an orphan is a node like any other.
    static constexpr Duration life = std::chrono::minutes{5};

    /// Takes a peer over, if it can be dialled and there is room. One that is known keeps its turn.
    /// @param turns  members that come before this one
    void add(const Claim& claim, std::size_t turns, SteadyTime now);

    /// The next orphan whose time has come.
    /// @param is_free  whether nobody has it; an orphan that is not free is forgotten
    std::optional<net::Node> take(SteadyTime now,
                                  const std::function<bool(const net::NodeId&)>& is_free);

    std::size_t size() const noexcept { return orphans_.size(); }

private:
    struct Orphan {
        net::Endpoint endpoint{};
        SteadyTime due{};
        SteadyTime until{};
    };

    std::map<net::NodeId, Orphan> orphans_;
};

}  // namespace plexus::fleet
