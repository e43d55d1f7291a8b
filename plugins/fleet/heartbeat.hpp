#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/node.hpp>

namespace plexus::fleet {

/// A peer that a member of the fleet has.
struct Claim {
    net::NodeId id{};
    net::Endpoint endpoint{};    ///< where it was dialled; unknown if it has dialled
    std::uint64_t since_us = 0;  ///< Unix microseconds; 0: static or trusted, before all others
};

/// A peer that another member may take over from the one that has it.
struct Offer {
    net::NodeId peer{};
    net::NodeId to{};  ///< that member

    friend bool operator==(const Offer&, const Offer&) = default;
};

/// What a member tells the others: all peers that it has.
struct Heartbeat {
    net::NodeId member{};    ///< the node that says this
    std::uint64_t boot = 0;  ///< random, another one at each start
    bool leaving = false;    ///< the node is stopping: its peers are free
    std::vector<Claim> claims{};
    std::vector<Offer> offers{};  ///< of these claims
};

/// The right of a member to a peer. Of two that have the same peer the lower one keeps it: who has
/// had it for longer, and of equals the smaller id. Both sides compare the same two values, so
/// they agree whatever their clocks say.
using Right = std::tuple<std::uint64_t, net::NodeId>;

/// Peers that one heartbeat names at most: its message then has 800 KB, and a NATS server takes
/// 1 MiB by default.
inline constexpr std::size_t most_claims = 8192;

/// Peers that one member offers at once; each that is taken makes room for another.
inline constexpr std::size_t most_offers = 4;

/// @pre at most `most_claims` and `most_offers`
Bytes encode(const Heartbeat& heartbeat);

/// @errors Errc::unsupported for another version of the format, Errc::limit_exceeded, and those of
///         the RLP reader
Result<Heartbeat> decode(BytesView message);

}  // namespace plexus::fleet
