#include <api/net/scoring_policy.hpp>
#include <api/plugin/export.hpp>

#include <algorithm>

namespace {

using namespace plexus;

/// Ranks peers by how soon they respond: 1000 points, less one for each millisecond.
class LatencyScoring final : public Plugin, public net::ScoringPolicy {
public:
    static constexpr std::array provides{net::ScoringPolicy::key};
    static constexpr std::array<Need, 0> needs{};

    explicit LatencyScoring(Host& host) { host.publish<net::ScoringPolicy>(*this); }

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override {
        return {.id = id, .value = 0, .changed = now};
    }

    int score(const net::PeerRecord& peer, SteadyTime) const noexcept override {
        return peer.value;
    }

    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime now) noexcept override {
        if (report.event == net::PeerEvent::sent_garbage) return net::ScoreAction::ban;
        const bool responded = report.event == net::PeerEvent::responded;
        if (!responded && report.event != net::PeerEvent::timed_out) return net::ScoreAction::keep;
        const double took = std::chrono::duration<double, std::milli>(report.took).count();
        double& mean = peer.numbers[0];
        mean = mean == 0 ? took : mean + (took - mean) / 8;
        peer.value = static_cast<std::int32_t>(std::clamp(1000 - mean, -1000.0, 1000.0));
        peer.changed = now;
        return net::ScoreAction::keep;
    }

    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime) const override {
        return {{"latency_ms", peer.numbers[0]}};
    }
};

}  // namespace

PLEXUS_PLUGIN(LatencyScoring, "latency_scoring", "1.0.0", "ranks peers by measured latency");
