#pragma once

#include <deque>
#include <unordered_set>

#include <api/core/bytes.hpp>

namespace plexus::inline v1::eth {

/// The last hashes that a peer is known to have; beyond the capacity the oldest is forgotten.
class KnownHashes {
public:
    explicit KnownHashes(std::size_t capacity) : capacity_(capacity) {}

    /// @returns false if it was known already
    bool add(const Hash256& hash) {
        if (!known_.insert(hash).second) return false;
        order_.push_back(hash);
        if (order_.size() > capacity_) {
            known_.erase(order_.front());
            order_.pop_front();
        }
        return true;
    }

    bool contains(const Hash256& hash) const { return known_.contains(hash); }

private:
    std::size_t capacity_;
    std::unordered_set<Hash256> known_;
    std::deque<Hash256> order_;
};

}  // namespace plexus::inline v1::eth
