#include <api/plugin/export.hpp>

#include "additive_scoring.hpp"

namespace {

using namespace plexus;

/// The default policy: plain additive scores.
class Scoring final : public Plugin {
public:
    static constexpr std::array provides{net::ScoringPolicy::key};
    static constexpr std::array<Need, 0> needs{};

    static constexpr auto options = scoring::Settable::options;

    explicit Scoring(Host& host)
        : policy_(scoring::read_bounds(host.settings()), scoring::read_weights(host.settings())) {
        host.publish<net::ScoringPolicy>(policy_);
    }

private:
    scoring::AdditiveScoring policy_;
};

}  // namespace

PLEXUS_PLUGIN(Scoring, "scoring", PLEXUS_PLUGIN_VERSION, "additive peer scores");
