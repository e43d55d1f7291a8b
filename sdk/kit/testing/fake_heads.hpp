#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <api/chain/head_tracker.hpp>

namespace plexus::testing {

/// Stands where a test puts it.
class FakeHeads final : public chain::HeadTracker {
public:
    chain::ChainStatus now{};

    chain::ChainStatus chain_status() const override { return now; }

    void set_local_head(const chain::Head& head, std::uint64_t earliest) override {
        now.source = chain::HeadSource::local;
        now.head = head;
        now.earliest = earliest;
        now.earliest = earliest;
        for (const std::weak_ptr<Observer>& known : observers_) {
            if (const auto observer = known.lock()) (*observer)(now);
        }
    }

    net::Subscription on_change(Observer observer) override {
        auto entry = std::make_shared<Observer>(std::move(observer));
        observers_.emplace_back(entry);
        return entry;
    }

private:
    std::vector<std::weak_ptr<Observer>> observers_;
};

}  // namespace plexus::testing
