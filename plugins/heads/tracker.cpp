#include "tracker.hpp"

#include <kit/eth/types/limits.hpp>

namespace plexus::heads {
namespace {

/// A local head without a total difficulty that is further behind than this is out of date: the
/// step at which peers are told a new range.
constexpr std::uint64_t out_of_date = eth::limits::range_step;

}  // namespace

bool Tracker::is_settled() const {
    const std::scoped_lock lock(mutex_);
    return chain_status_.source == chain::HeadSource::local && has_total();
}

/// No chain has less total difficulty than its genesis block. Where that has none, 0 is known to be
/// true only of a chain that is held from there on.
bool Tracker::has_total() const {
    const Uint256& total = chain_status_.head.total_difficulty;
    const bool is_known = total != 0 || chain_status_.earliest == 0;
    return is_known && total >= profile_.genesis().total_difficulty;
}

/// By its total difficulty a local head is compared with those of peers. One without can only be
/// compared with what the peers agree on.
bool Tracker::stands_against(const chain::Head& agreed) const {
    const std::uint64_t number = chain_status_.head.number;
    return has_total() || agreed.number <= number || agreed.number - number <= out_of_date;
}

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
        if (chain_status_.source == chain::HeadSource::local && stands_against(head)) return;
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
