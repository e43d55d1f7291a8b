#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace plexus::inline v1 {

/// Ends an observation when it is destroyed. After that the observer is not called any more: if a
/// call is running in another thread, the destructor waits for its end. So an observer may refer to
/// what is destroyed right after its subscription.
using Subscription = std::shared_ptr<void>;

/// Functions to be called when something happens.
///
/// @thread     any. One observer is called by one thread at a time; no other lock is held then. It
///             returns soon, and may end its own subscription.
/// @ownership  a subscription may outlive this
template <class... Arguments>
class Observers {
public:
    /// What is called.
    using Observer = std::function<void(Arguments...)>;

    /// Adds an observer, to be called until the subscription is destroyed.
    Subscription add(Observer observer) {
        auto entry = std::make_shared<Entry>(std::move(observer));
        {
            const std::scoped_lock lock(mutex_);
            if (entries_.size() >= swept_at_) sweep();
            entries_.push_back(entry);
        }
        void* const address = entry.get();
        return {address, [entry = std::move(entry)](void*) mutable {
                    entry->end();
                    entry.reset();
                }};
    }

    /// Calls every observer.
    /// @errors the first exception of an observer, once all of them were called
    void tell(const Arguments&... arguments) const {
        std::exception_ptr problem;
        for (const std::weak_ptr<Entry>& known : present()) {
            const std::shared_ptr<Entry> entry = known.lock();
            if (!entry) continue;
            try {
                entry->call(arguments...);
            } catch (...) {  // passed on below
                if (!problem) problem = std::current_exception();
            }
        }
        if (problem) std::rethrow_exception(problem);
    }

    /// Whether there is no observer.
    bool empty() const {
        const auto all = present();
        return std::ranges::all_of(all, [](const auto& known) { return known.expired(); });
    }

private:
    class Entry {
    public:
        explicit Entry(Observer observer) : observer_(std::move(observer)) {}

        void call(const Arguments&... arguments) {
            const std::scoped_lock lock(calling_);
            if (!ended_) observer_(arguments...);
        }

        void end() {
            const std::scoped_lock lock(calling_);
            ended_ = true;
        }

    private:
        std::recursive_mutex calling_;  // recursive, so that an observer can end itself
        bool ended_ = false;
        Observer observer_;
    };

    /// Removes those that have gone. Half of the entries are new since the last time, or more, so
    /// that each costs the same however many there are.
    void sweep() {
        std::erase_if(entries_, [](const auto& known) { return known.expired(); });
        swept_at_ = std::max(2 * entries_.size(), least_swept);
    }

    std::vector<std::weak_ptr<Entry>> present() const {
        const std::scoped_lock lock(mutex_);
        return entries_;
    }

    static constexpr std::size_t least_swept = 16;

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<Entry>> entries_;
    std::size_t swept_at_ = least_swept;
};

}  // namespace plexus::inline v1
