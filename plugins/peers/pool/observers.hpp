#pragma once

#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <api/core/log.hpp>
#include <api/net/peer_pool.hpp>

namespace plexus::peers {

/// Those who want to know of peers coming and going.
///
/// @thread  any; the lock is not held while they are called
class Observers {
public:
    net::Subscription add(net::PeerPool::Observer observer) {
        auto entry = std::make_shared<net::PeerPool::Observer>(std::move(observer));
        const std::scoped_lock lock(mutex_);
        std::erase_if(entries_, [](const auto& known) { return known.expired(); });
        entries_.push_back(entry);
        return entry;
    }

    /// An observer's exception is logged, and the others are told all the same.
    void tell(const net::PeerPtr& peer, net::PeerChange change, Logger& log) const {
        for (const Entry& known : present()) {
            const auto observer = known.lock();
            if (!observer) continue;
            try {
                (*observer)(peer, change);
            } catch (const std::exception& problem) {
                PLEXUS_LOG(log, error)
                    << "an observer of peers failed" << kv("error", problem.what());
            }
        }
    }

private:
    using Entry = std::weak_ptr<net::PeerPool::Observer>;

    std::vector<Entry> present() const {
        const std::scoped_lock lock(mutex_);
        return entries_;
    }

    mutable std::mutex mutex_;
    std::vector<Entry> entries_;
};

}  // namespace plexus::peers
