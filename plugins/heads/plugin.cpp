#include <api/plugin/export.hpp>

#include "tracker.hpp"

namespace {

using namespace plexus;

/// Where this node stands on its chain.
class Heads final : public Plugin {
public:
    static constexpr std::array provides{chain::HeadTracker::key};
    static constexpr std::array needs{required<chain::ChainProfile>};

    explicit Heads(Host& host)
        : tracker_(host.get<chain::ChainProfile>(), Clock::of(host.strand())) {
        host.publish<chain::HeadTracker>(tracker_);
    }

private:
    heads::Tracker tracker_;
};

}  // namespace

PLEXUS_PLUGIN(Heads, "heads", "1.0.0", "where this node stands on its chain");
