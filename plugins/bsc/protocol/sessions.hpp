#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <bsc/remote.hpp>

namespace plexus::inline v1::bsc {

/// The bsc sessions that are open now. Asking the peer pool would be simpler, but the pool needs
/// this plugin's chain profile to begin with.
///
/// @thread  any
class Sessions {
public:
    void add(const std::shared_ptr<Remote>& session) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(open_, [](const auto& known) { return known.expired(); });
        open_.push_back(session);
    }

    /// Sends votes to every peer that is not known to have them.
    void relay(std::span<const Vote> votes) const {
        for (const std::weak_ptr<Remote>& known : snapshot()) {
            // A peer that is gone, or whose queue is full, gets them from other nodes.
            if (const auto session = known.lock()) (void)session->send_votes(votes);
        }
    }

private:
    std::vector<std::weak_ptr<Remote>> snapshot() const {
        const std::scoped_lock lock(mutex_);
        return open_;
    }

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<Remote>> open_;
};

}  // namespace plexus::inline v1::bsc
