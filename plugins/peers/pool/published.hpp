#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace plexus::peers {

/// A value that one strand changes and any thread reads, as of its last publication.
template <class T>
class Published {
public:
    explicit Published(T value) : value_(std::make_shared<const T>(std::move(value))) {}

    std::shared_ptr<const T> get() const {
        const std::scoped_lock lock(mutex_);
        return value_;
    }

    void set(T value) {
        std::shared_ptr<const T> next = std::make_shared<const T>(std::move(value));
        const std::scoped_lock lock(mutex_);
        value_.swap(next);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;
};

}  // namespace plexus::peers
