#include "tracker.hpp"

namespace plexus::heads {

chain::ChainStatus Tracker::chain_status() const {
    {
        const std::scoped_lock lock(mutex_);
        if (chain_status_.source != chain::HeadSource::assumed) return chain_status_;
    }
    chain::ChainStatus assumed;
    assumed.head = profile_.assumed_head(clock_.wall());
    return assumed;
}

void Tracker::set_local_head(const chain::Head& head, std::uint64_t earliest) {
    chain::ChainStatus chain_status;
    chain_status.source = chain::HeadSource::local;
    chain_status.head = head;
    chain_status.earliest = earliest;
    Observers observers;
    {
        const std::scoped_lock lock(mutex_);
        chain_status_ = chain_status;
        observers = observers_;
    }
    tell(observers, chain_status);
}

void Tracker::agree(const chain::Head& head) {
    chain::ChainStatus chain_status;
    chain_status.source = chain::HeadSource::agreed;
    chain_status.head = head;
    Observers observers;
    {
        const std::scoped_lock lock(mutex_);
        if (chain_status_.source == chain::HeadSource::local) return;
        const bool agreed = chain_status_.source == chain::HeadSource::agreed;
        if (agreed && chain_status_.head.hash == head.hash) return;
        chain_status_ = chain_status;
        observers = observers_;
    }
    tell(observers, chain_status);
}

void Tracker::tell(const Observers& observers, const chain::ChainStatus& chain_status) {
    for (const std::weak_ptr<Observer>& known : observers) {
        if (const auto observer = known.lock()) (*observer)(chain_status);
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
