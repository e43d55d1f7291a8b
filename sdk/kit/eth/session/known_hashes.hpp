#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include <api/core/bytes.hpp>

namespace plexus::inline v1::eth {

/// The last hashes that a peer is known to have; beyond the capacity the oldest is forgotten.
///
/// Of each hash 64 bits are kept, mixed with a secret of this table's own: two hashes look alike
/// once in 2^64, and no peer can choose hashes that do, or that crowd one part of the table. A full
/// table takes 16 bytes a hash; it grows as it fills.
///
/// @thread any
class KnownHashes {
public:
    /// @param capacity  in hashes, at least 1
    explicit KnownHashes(std::size_t capacity);

    /// @returns false if it was known already
    bool add(const Hash256& hash);

    /// Whether the hash was added and is not yet forgotten.
    bool contains(const Hash256& hash) const;

private:
    using Mark = std::uint64_t;
    using Slot = std::uint32_t;  // a place in the ring, counted from 1; 0 is a free slot

    Mark mark_of(const Hash256& hash) const noexcept;
    std::size_t find(Mark mark) const noexcept;
    void begin();
    void erase(Mark mark) noexcept;
    void grow();

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::uint64_t secret_ = 0;  // until the first hash is added
    std::vector<Mark> ring_;    // in the order of arrival, from `oldest_` on
    std::vector<Slot> slots_;   // open addressing with linear probing, at most half full
    std::size_t oldest_ = 0;
};

}  // namespace plexus::inline v1::eth
