#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>

#include <api/async/clock.hpp>
#include <api/chain/fork_survey.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/core/log.hpp>
#include <api/net/node.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::heads {

/// Notices when most peers follow a fork that this node does not know, or announce one: the rules
/// of the chain have changed, or will, and this release is too old for it. What single peers say
/// changes nothing; only the operator is told.
///
/// @thread any
/// @spec   EIP-2124
class ForkSurvey final : public chain::ForkSurvey {
public:
    /// The number of peers whose last Status is remembered.
    static constexpr std::size_t max_peers = 64;
    /// With fewer peers than this there is no finding.
    static constexpr std::size_t fewest_peers = 3;
    /// The shortest time between two findings of one kind.
    static constexpr std::chrono::minutes period{10};

    /// Something that more than half of the remembered peers say.
    struct Finding {
        std::size_t peers = 0;  ///< how many say so
        std::size_t of = 0;     ///< how many are remembered
        chain::ForkId fork{};   ///< what they say
        bool has_come = false;  ///< they are on the fork; false: they announce it
    };

    /// All but the logger outlive this.
    ForkSurvey(const chain::ChainProfile& profile, const chain::HeadTracker& heads,
               const Clock& clock, Logger logger);

    void note(const net::NodeId& peer, const chain::ForkId& theirs) override;

    /// Notes the fork id of a peer on our network and genesis block.
    /// @param ours  where this node stands
    /// @returns the finding to be logged now, if there is one
    std::optional<Finding> hear(const net::NodeId& peer, const chain::ForkId& theirs,
                                const chain::Head& ours, SteadyTime now);

private:
    /// What is unknown here about a peer's fork id.
    enum class Unknown : std::uint8_t { nothing, fork, next };

    struct Heard {
        Unknown unknown = Unknown::nothing;
        chain::ForkId fork{};
    };

    Heard judge(const chain::ForkId& theirs, const chain::Head& ours) const;
    bool due(Unknown kind, SteadyTime now);

    const chain::ChainProfile& profile_;
    const chain::HeadTracker& heads_;
    const Clock& clock_;
    Logger log_;
    std::mutex mutex_;
    net::LruMap<net::NodeId, Heard> peers_{max_peers};
    std::optional<SteadyTime> told_of_fork_{};
    std::optional<SteadyTime> told_of_next_{};
};

}  // namespace plexus::heads
