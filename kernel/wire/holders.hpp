#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <api/core/observers.hpp>

namespace plexus::kernel {

/// Who holds leases of the services of one plugin.
///
/// @thread     any
/// @ownership  holds keep it alive, so it may outlive the node
class Holders : public std::enable_shared_from_this<Holders> {
public:
    /// @returns what holds, in this name, as long as it lives
    std::shared_ptr<void> hold(const std::string& holder);

    /// In order, each once.
    std::vector<std::string> names() const;
    bool empty() const;

    /// Told whenever a hold has gone.
    Observers<>& released() noexcept { return released_; }

private:
    void release(const std::string& holder);

    mutable std::mutex mutex_;
    std::multiset<std::string> names_;
    Observers<> released_;
};

}  // namespace plexus::kernel
