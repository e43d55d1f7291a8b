#pragma once

#include <map>
#include <set>

#include <api/net/live_scoring_policy.hpp>

namespace plexus::scoring_firstseen {

/// What an operator may choose.
struct Parameters {
    Duration round = std::chrono::minutes{10};  ///< after it the slowest make room
    std::size_t replaced_percent = 10;          ///< of the peers that were there all the time
};

/// Ranks peers by how often they were the first to show a block or a transaction, and replaces the
/// slowest now and then, so that better ones get a try. What is against the protocol costs the
/// connection, as with any policy.
///
/// A peer's score is 50 when it comes, and then its rank among those that were there for a whole
/// round: 0 for the last, 100 for the first.
class FirstSeenScoring final : public net::LiveScoringPolicy {
public:
    explicit FirstSeenScoring(const Parameters& parameters) : parameters_(parameters) {}

    /// So many peers must have been there for a round before one of them is replaced.
    static constexpr std::size_t fewest_ranked = 5;
    /// Peers that are watched at most in a round.
    static constexpr std::size_t most_watched = 1024;
    /// Of what was ever first so much counts on into the next round.
    static constexpr double memory = 0.5;

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override;
    int score(const net::PeerRecord& peer, SteadyTime now) const noexcept override;
    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime now) noexcept override;
    /// A peer that says nothing is ranked last, and leaves without a word of its own.
    net::ScoreAction review(net::PeerRecord& peer, SteadyTime now) noexcept override;
    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime now) const override;

private:
    /// A peer of this round.
    struct Watched {
        double firsts = 0;     ///< news that it was the first to show, faded
        bool present = false;  ///< it was connected in this round
        bool old = false;      ///< and in the round before
    };

    Watched* watch(const net::NodeId& id, SteadyTime now);
    net::ScoreAction judge(net::PeerRecord& peer, net::PeerEvent event) noexcept;
    void end_round();
    void rank(std::vector<std::pair<double, net::NodeId>> firsts);

    Parameters parameters_;
    SteadyTime round_began_{};
    std::map<net::NodeId, Watched> watched_;
    std::map<net::NodeId, int> ranks_;
    std::set<net::NodeId> leaving_;
};

}  // namespace plexus::scoring_firstseen
