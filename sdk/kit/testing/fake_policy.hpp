#pragma once

#include <map>
#include <utility>
#include <vector>

#include <api/net/scoring_policy.hpp>

namespace plexus::testing {

/// A policy that says what it is told to say: actions by event, scores by node.
class FakePolicy final : public net::ScoringPolicy {
public:
    std::map<net::PeerEvent, net::ScoreAction> actions{};        ///< keep where none is given
    net::ScoreAction reviewed = net::ScoreAction::keep;          ///< what a review says
    std::map<net::NodeId, int> scores{};                         ///< 0 where none is given
    std::vector<std::pair<net::NodeId, net::PeerEvent>> seen{};  ///< what was applied
    std::vector<net::PeerReport> reports{};                      ///< the same, in full

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override {
        return {id, 0, now, {}};
    }
    int score(const net::PeerRecord& peer, SteadyTime) const noexcept override {
        const auto found = scores.find(peer.id);
        return found == scores.end() ? 0 : found->second;
    }

    /// The record's value counts what was applied to it.
    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime) noexcept override {
        seen.emplace_back(peer.id, report.event);
        reports.push_back(report);
        ++peer.value;
        const auto found = actions.find(report.event);
        return found == actions.end() ? net::ScoreAction::keep : found->second;
    }

    net::ScoreAction review(net::PeerRecord&, SteadyTime) noexcept override { return reviewed; }

    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime) const override {
        return {{"applied", static_cast<double>(peer.value)}};
    }
};

}  // namespace plexus::testing
