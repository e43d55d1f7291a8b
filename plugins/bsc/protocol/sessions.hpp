#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <api/chain/head_observer.hpp>
#include <bsc/remote.hpp>

namespace plexus::inline v1::bsc {

class BscSession;

/// The bsc sessions that are open now. To take them from the peer pool would be simpler, but it
/// needs this plugin's chain profile to begin with.
///
/// @thread  any
class Sessions final : public chain::HeadObserver {
public:
    void add(const std::shared_ptr<BscSession>& session) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(open_, [](const auto& known) { return known.expired(); });
        open_.push_back(session);
    }

    /// Sends the votes of one peer to every other one that is not known to have them.
    void relay(const net::NodeId& from, std::span<const Vote> votes) const;

    /// Votes that wait for their block are compared with the chain again.
    void on_head() noexcept override;

private:
    std::vector<std::weak_ptr<BscSession>> snapshot() const {
        const std::scoped_lock lock(mutex_);
        return open_;
    }

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<BscSession>> open_;
};

}  // namespace plexus::inline v1::bsc
