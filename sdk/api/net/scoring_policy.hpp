#pragma once

#include <cstdint>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/peer_event.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// What the pool remembers of a node, connected or not. The policy's to fill in.
struct PeerRecord {
    NodeId id{};
    std::int32_t value = 0;
    SteadyTime changed{};  ///< when `points` last changed
};

enum class ScoreAction : std::uint8_t {
    keep,
    drop,  ///< disconnect; it may come back
    ban,   ///< disconnect and refuse for a time
};

/// Decides what a peer is worth and when it must go.
///
/// @thread     called only by the peer pool, on the pool's strand; needs no locks
/// @ownership  the pool owns every record; no reference outlives the call
/// @errors     none; a policy never throws
class PLEXUS_API ScoringPolicy {
public:
    static constexpr ServiceKey key{"plexus.scoring-policy", 1, Cardinality::one};

    virtual ~ScoringPolicy();

    /// The record of a node about which nothing is known.
    virtual PeerRecord initial(const NodeId& id, SteadyTime now) const noexcept = 0;

    /// Rank for dialling, choosing and eviction; higher is better. Connected peers leave at the
    /// policy's own floor, by weigh().
    virtual int score(const PeerRecord& peer, SteadyTime now) const noexcept = 0;

    /// Books one event on the record and says what the pool should do about it.
    virtual ScoreAction apply(PeerRecord& peer, PeerEvent event, SteadyTime now) noexcept = 0;
};

}  // namespace plexus::inline v1::net
