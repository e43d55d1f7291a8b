#include <api/net/scoring_policy.hpp>
#include <api/plugin/export.hpp>

#include <algorithm>

namespace {

using namespace plexus;

/// Nobody is banned, and one good deed wipes the slate clean: for test networks, whose peers are
/// yours and broken on purpose.
class PatientScoring final : public Plugin, public net::ScoringPolicy {
public:
    static constexpr std::array provides{net::ScoringPolicy::key};
    static constexpr std::array<Need, 0> needs{};

    static constexpr Option<int> chances{.name = "chances",
                                         .fallback = 100,
                                         .minimum = 1,
                                         .maximum = 1000,
                                         .help = "mistakes in a row before a peer is dropped"};
    static constexpr OptionList options{chances};

    explicit PatientScoring(Host& host) : chances_(host[chances]) {
        host.publish<net::ScoringPolicy>(*this);
    }

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override {
        return {.id = id, .value = 0, .changed = now};
    }

    int score(const net::PeerRecord& peer, SteadyTime) const noexcept override {
        return peer.value;
    }

    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime now) noexcept override {
        if (report.event == net::PeerEvent::responded) return net::ScoreAction::keep;
        const bool good = report.event == net::PeerEvent::served_request ||
                          report.event == net::PeerEvent::useful_gossip;
        peer.value = good ? 0 : std::max(peer.value - 1, -chances_);
        peer.changed = now;
        return peer.value > -chances_ ? net::ScoreAction::keep : net::ScoreAction::drop;
    }

    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime) const override {
        return {{"mistakes_in_a_row", static_cast<double>(-peer.value)}};
    }

private:
    int chances_;
};

}  // namespace

PLEXUS_PLUGIN(PatientScoring, "patient_scoring", "1.0.0", "forgives, and never bans");
