#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/net/peer_report.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// What the pool remembers of a node, connected or not. The policy fills in everything but the id,
/// and alone gives it a meaning.
struct PeerRecord {
    NodeId id{};                      ///< of the node
    std::int32_t value = 0;           ///< what a node store keeps of it
    SteadyTime changed{};             ///< when `value` last changed
    std::array<double, 8> numbers{};  ///< further numbers of the policy: means, counts
};

/// One of the things that a score is made of, for people to look at.
struct ScorePart {
    std::string_view name{};  ///< "latency_ms": lower case, with its unit. Static storage.
    double value = 0;         ///< in the unit of the name
};

/// What the pool is to do with a peer after an event.
enum class ScoreAction : std::uint8_t {
    keep,  ///< nothing
    drop,  ///< disconnect; it may come back
    ban,   ///< disconnect and refuse for a time
};

/// Decides what a peer is worth, and when it is disconnected or banned.
///
/// @thread     called only by the peer pool, on the pool's strand; needs no locks
/// @ownership  the pool owns every record; no reference outlives the call
/// @errors     none; a policy never throws, but for std::bad_alloc
class PLEXUS_API ScoringPolicy {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.scoring-policy", 1, Cardinality::one};

    virtual ~ScoringPolicy();

    /// The record of a node about which nothing is known.
    virtual PeerRecord initial(const NodeId& id, SteadyTime now) const noexcept = 0;

    /// Rank for dialling, choosing and eviction; higher is better. Connected peers leave at the
    /// policy's own floor, by apply().
    /// @returns [-1000, 1000]
    virtual int score(const PeerRecord& peer, SteadyTime now) const noexcept = 0;

    /// Adds what the peer did to the record, and says what the pool should do about it.
    virtual ScoreAction apply(PeerRecord& peer, const PeerReport& report,
                              SteadyTime now) noexcept = 0;

    /// Looks at a connected peer every few seconds, also at one that does nothing: a policy that
    /// compares peers lets the last ones go here.
    /// @returns keep, unless a policy says otherwise
    virtual ScoreAction review(PeerRecord& peer, SteadyTime now) noexcept;

    /// What the score is made of; a few parts, always the same ones in the same order.
    virtual std::vector<ScorePart> parts(const PeerRecord& peer, SteadyTime now) const = 0;
};

}  // namespace plexus::inline v1::net
