#pragma once

#include <mutex>

#include <api/chain/chain_profile.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/core/observers.hpp>

namespace plexus::heads {

/// The node's ChainStatus, and the observers of its changes.
///
/// @thread  any; no lock is held while an observer is called
class Tracker final : public chain::HeadTracker {
public:
    Tracker(const chain::ChainProfile& profile, Clock& clock) : profile_(profile), clock_(clock) {}

    chain::ChainStatus chain_status() const override;
    void set_local_head(const chain::Head& head, std::uint64_t earliest) override;
    net::Subscription on_change(Observer observer) override;

    /// Enough peers have this block. Nothing changes while the local head stands.
    void agree(const chain::Head& head);

    /// Whether the node has a local head with its total difficulty.
    bool is_settled() const;

private:
    bool has_total() const;
    bool stands_against(const chain::Head& agreed) const;

    const chain::ChainProfile& profile_;
    Clock& clock_;
    mutable std::mutex mutex_;
    chain::ChainStatus chain_status_{};
    Observers<chain::ChainStatus> observers_;
};

}  // namespace plexus::heads
