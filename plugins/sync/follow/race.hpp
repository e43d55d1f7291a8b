#pragma once

#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "round.hpp"

namespace plexus::sync {

/// Follows the chains that peers have shown, side by side, until one of them has become ours: the
/// most promising one first, and, as soon as one fails or whenever they take long, others beside
/// it. So peers that show a head and nothing behind it cost one deadline for all of them together.
///
/// The heads are looked at again whenever another one begins. A head whose contents nobody has is
/// not followed again, whoever else has shown it. A block that comes by gossip and follows our end
/// ends the race, unless one of the rounds has changed our chain already.
///
/// @thread     the plugin's strand
/// @ownership  outlives its run()
class Race {
public:
    /// Is told what became of each chain that was followed to its end, or to its failure.
    using Judge = std::function<void(const Candidate& target, const ErrorCode& problem)>;

    Race(const Services& services, const Settings& settings, OurChain& ours, GossipReceiver& gossip,
         Handing& handing, Candidates& candidates, FailingPeers& failing, Judge judge, Logger& log);
    ~Race();
    Race(const Race&) = delete;
    Race& operator=(const Race&) = delete;

    awaitable<void> run();

    /// How many blocks have become part of our chain.
    std::uint64_t brought() const noexcept { return brought_; }
    /// What was wrong with the last chain that failed: none if none did.
    const ErrorCode& problem() const noexcept { return problem_; }
    /// Whether gossip has ended it before all chains were looked at.
    bool interrupted() const noexcept { return interrupted_; }

private:
    class Runner;

    awaitable<void> conduct();
    awaitable<void> watch_gossip();
    awaitable<void> follow(Runner& runner);
    void begin_more();
    void begin(const Candidate& target);
    void cancel_others(const Runner* kept);
    void judge(const Runner& runner, const Result<void>& outcome);
    bool may_begin(const Candidate& target) const;
    std::size_t with_contents() const;

    const Services& services_;
    const Settings& settings_;
    OurChain& ours_;
    GossipReceiver& gossip_;
    Handing& handing_;
    Candidates& candidates_;
    FailingPeers& failing_;
    Judge judge_;
    Logger& log_;
    Clock& clock_;
    RoundLimits limits_;
    TaskScope tasks_;
    Event changed_;
    std::vector<std::unique_ptr<Runner>> runners_{};
    std::set<std::pair<net::NodeId, Hash256>> begun_{};  ///< peers, and the heads they have shown
    std::set<Hash256> without_contents_{};               ///< heads
    Runner* winner_ = nullptr;
    Runner* large_ = nullptr;  ///< the one that keeps more than its share
    std::size_t open_ = 0;
    bool failed_now_ = false;  ///< whether one has failed since others began
    SteadyTime next_start_{};  ///< when others begin
    std::uint64_t brought_ = 0;
    ErrorCode problem_{};
    bool interrupted_ = false;
};

}  // namespace plexus::sync
