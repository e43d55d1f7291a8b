#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <api/plugin/service.hpp>

namespace plexus::peers {

/// The protocol handles of one peer, by key. They are looked up from any thread, hence the lock; it
/// is never held while other code is called.
class ProtocolHandles {
public:
    std::shared_ptr<void> find(const ServiceKey& key) const {
        const std::scoped_lock lock(mutex_);
        const auto found = offered_.find(identify(key));
        return found == offered_.end() ? nullptr : found->second;
    }

    void offer(const ServiceKey& key, std::shared_ptr<void> handle) {
        const std::scoped_lock lock(mutex_);
        if (!closed_) offered_[identify(key)].swap(handle);
    }

    void withdraw(const ServiceKey& key) {
        std::shared_ptr<void>
            gone;  // destroyed after the lock is released: its destructor may call back
        const std::scoped_lock lock(mutex_);
        if (const auto found = offered_.find(identify(key)); found != offered_.end()) {
            gone = std::move(found->second);
            offered_.erase(found);
        }
    }

    /// Removes all handles, and refuses further ones.
    void close() {
        std::map<Identity, std::shared_ptr<void>> gone;  // destroyed after the lock is released
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        gone.swap(offered_);
    }

private:
    using Identity = std::pair<std::string, std::uint32_t>;

    static Identity identify(const ServiceKey& key) { return {key.name, key.major}; }

    mutable std::mutex mutex_;
    std::map<Identity, std::shared_ptr<void>> offered_;
    bool closed_ = false;
};

}  // namespace plexus::peers
