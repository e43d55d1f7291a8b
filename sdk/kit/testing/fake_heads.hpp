#pragma once

#include <utility>

#include <api/chain/head_tracker.hpp>
#include <api/core/observers.hpp>

namespace plexus::testing {

/// Stands where a test puts it.
class FakeHeads final : public chain::HeadTracker {
public:
    /// What chain_status() returns; a test may set it, but observers are not told.
    chain::ChainStatus now{};

    chain::ChainStatus chain_status() const override { return now; }

    void set_local_head(const chain::Head& head, std::uint64_t earliest) override {
        now.source = chain::HeadSource::local;
        now.head = head;
        now.earliest = earliest;
        observers_.tell(now);
    }

    net::Subscription on_change(Observer observer) override {
        return observers_.add(std::move(observer));
    }

private:
    Observers<chain::ChainStatus> observers_;
};

}  // namespace plexus::testing
