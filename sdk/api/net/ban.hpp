#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/prefix.hpp>

namespace plexus::inline v1::net {

/// The target of a ban: one node at any address, or all nodes in a prefix of addresses. A single
/// address is a prefix of full length.
using BanTarget = std::variant<NodeId, Prefix>;

/// The id in hexadecimal, or the prefix in CIDR notation.
PLEXUS_API std::string to_string(const BanTarget& target);

/// Whose decision a ban is.
enum class BannedBy : std::uint8_t {
    policy,  ///< the scoring policy, because of what the node did
    user,    ///< the operator, through PeerPool::ban()
};

/// The name of the enumerator.
PLEXUS_API std::string_view to_string(BannedBy by) noexcept;

/// A ban that holds, or held until `until`.
struct Ban {
    /// The end of a ban that only unban() ends.
    static constexpr WallTime forever = WallTime::max();

    BanTarget target{};            ///< a node, or a prefix of addresses
    WallTime until = forever;      ///< when it ends by itself
    BannedBy by = BannedBy::user;  ///< for people
};

}  // namespace plexus::inline v1::net
