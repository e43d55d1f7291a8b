#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <api/async/clock.hpp>

#include "heartbeat.hpp"
#include "offers.hpp"

namespace plexus::fleet {

/// A member that is not there any more, and what it had.
struct Departed {
    net::NodeId member{};
    std::vector<Claim> claims{};
};

/// The other members of the fleet, and the peers that each of them has. All bounded.
///
/// @thread  allows(): any; the rest: the fleet's strand
class Members {
public:
    static constexpr std::size_t most_members = 128;
    /// Of all members together: some 10 MB.
    static constexpr std::size_t most_claims_in_all = 65'536;

    /// Takes over what a member says it has.
    /// @returns false if there are too many members, or too many claims: it is not taken
    bool hear(const Heartbeat& heartbeat, SteadyTime now);

    /// Whether the member has begun anew since it was last heard.
    bool has_restarted(const Heartbeat& heartbeat) const;

    bool knows(const net::NodeId& member) const;

    /// Removes a member.
    Departed remove(const net::NodeId& member);

    /// Those that were last heard before then.
    std::vector<net::NodeId> silent_since(SteadyTime then) const;

    /// Whether a node is neither a member, nor a peer of one.
    bool allows(const net::NodeId& id) const noexcept;

    /// How many members are nearer to a node than `self`, by the XOR of their ids.
    std::size_t nearer(const net::NodeId& id, const net::NodeId& self) const;

    /// Each member, and how many peers it has.
    std::vector<Offers::Other> counts() const;

    std::size_t size() const;
    std::size_t claims() const;

private:
    struct Member {
        std::uint64_t boot = 0;
        SteadyTime heard{};
        std::unordered_map<net::NodeId, Claim> claims{};
    };

    // The strand alone changes it, with the mutex locked, and reads it without.
    mutable std::mutex mutex_;
    std::map<net::NodeId, Member> members_;
};

}  // namespace plexus::fleet
