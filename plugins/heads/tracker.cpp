#include "tracker.hpp"

namespace plexus::heads {

chain::Standing Tracker::standing() const {
    {
        const std::scoped_lock lock(mutex_);
        if (standing_.origin != chain::HeadOrigin::assumed) return standing_;
    }
    chain::Standing assumed;
    assumed.head = profile_.assumed_head(clock_.wall());
    return assumed;
}

void Tracker::hold(const chain::Head& head, std::uint64_t earliest) {
    chain::Standing standing;
    standing.origin = chain::HeadOrigin::held;
    standing.head = head;
    standing.earliest = earliest;
    Observers observers;
    {
        const std::scoped_lock lock(mutex_);
        standing_ = standing;
        observers = observers_;
    }
    tell(observers, standing);
}

void Tracker::agree(const chain::Head& head) {
    chain::Standing standing;
    standing.origin = chain::HeadOrigin::agreed;
    standing.head = head;
    Observers observers;
    {
        const std::scoped_lock lock(mutex_);
        if (standing_.origin == chain::HeadOrigin::held) return;
        const bool agreed = standing_.origin == chain::HeadOrigin::agreed;
        if (agreed && standing_.head.hash == head.hash) return;
        standing_ = standing;
        observers = observers_;
    }
    tell(observers, standing);
}

void Tracker::tell(const Observers& observers, const chain::Standing& standing) {
    for (const std::weak_ptr<Observer>& known : observers) {
        if (const auto observer = known.lock()) (*observer)(standing);
    }
}

net::Subscription Tracker::on_change(Observer observer) {
    auto entry = std::make_shared<Observer>(std::move(observer));
    const std::scoped_lock lock(mutex_);
    std::erase_if(observers_, [](const auto& known) { return known.expired(); });
    observers_.push_back(entry);
    return entry;
}

}  // namespace plexus::heads
