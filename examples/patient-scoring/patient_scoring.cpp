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

    static void options(Options& options) {
        options.declare({.name = "chances",
                         .kind = OptionKind::number,
                         .fallback = "100",
                         .help = "mistakes in a row before a peer is dropped",
                         .minimum = 1,
                         .maximum = 1000});
    }

    explicit PatientScoring(Host& host)
        : chances_(static_cast<int>(host.settings().number("chances"))) {
        host.publish<net::ScoringPolicy>(*this);
    }

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override {
        return {.id = id, .value = 0, .changed = now};
    }

    int score(const net::PeerRecord& peer, SteadyTime) const noexcept override {
        return peer.value;
    }

    net::ScoreAction apply(net::PeerRecord& peer, net::PeerEvent event,
                           SteadyTime now) noexcept override {
        const bool good =
            event == net::PeerEvent::served_request || event == net::PeerEvent::useful_gossip;
        peer.value = good ? 0 : std::max(peer.value - 1, -chances_);
        peer.changed = now;
        return peer.value > -chances_ ? net::ScoreAction::keep : net::ScoreAction::drop;
    }

private:
    int chances_;
};

}  // namespace

PLEXUS_PLUGIN(PatientScoring, "patient_scoring", "1.0.0", "forgives, and never bans");
