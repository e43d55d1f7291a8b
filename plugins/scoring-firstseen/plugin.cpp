#include <api/plugin/export.hpp>

#include "first_seen_scoring.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Another policy, which may join and leave: the peer that is first most often ranks highest.
class ScoringFirstSeen final : public Plugin {
public:
    static constexpr std::array provides{net::LiveScoringPolicy::key};
    static constexpr std::array<Need, 0> needs{};

    static constexpr Option<std::chrono::milliseconds> round{
        .name = "round",
        .fallback = 10min,
        .minimum = 1s,
        .maximum = 24h,
        .help = "how often peers are ranked, and the slowest replaced"};
    static constexpr Option<std::size_t> replaced{
        .name = "replaced",
        .fallback = scoring_firstseen::Parameters{}.replaced_percent,
        .maximum = 100,
        .unit = "percent",
        .help = "how many of the peers are replaced then; 0: they are ranked alone"};
    static constexpr OptionList options{round, replaced};

    explicit ScoringFirstSeen(Host& host) : policy_({host[round], host[replaced]}) {
        host.publish<net::LiveScoringPolicy>(policy_);
    }

private:
    scoring_firstseen::FirstSeenScoring policy_;
};

}  // namespace

PLEXUS_PLUGIN(ScoringFirstSeen, "scoring-firstseen", PLEXUS_PLUGIN_VERSION,
              "peer scores by who is first");
