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
    {
        const std::scoped_lock lock(mutex_);
        chain_status_ = chain_status;
    }
    observers_.tell(chain_status);
}

void Tracker::agree(const chain::Head& head) {
    chain::ChainStatus chain_status;
    chain_status.source = chain::HeadSource::agreed;
    chain_status.head = head;
    {
        const std::scoped_lock lock(mutex_);
        if (chain_status_.source == chain::HeadSource::local) return;
        const bool agreed = chain_status_.source == chain::HeadSource::agreed;
        if (agreed && chain_status_.head.hash == head.hash) return;
        chain_status_ = chain_status;
    }
    observers_.tell(chain_status);
}

net::Subscription Tracker::on_change(Observer observer) {
    return observers_.add(std::move(observer));
}

}  // namespace plexus::heads
