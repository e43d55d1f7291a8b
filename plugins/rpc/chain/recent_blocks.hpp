#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::rpc_server {

/// A block in the form in which it is stored.
struct RawParts {
    Hash256 hash{};
    SharedBytes header{};
    SharedBytes body{};
    SharedBytes receipts{};  ///< empty if they are not known
};

/// The last blocks that the node's chain had. After a reorganisation the chain no longer has the
/// ones that it left, and clients still request them by hash.
///
/// @thread any
class RecentBlocks {
public:
    /// The oldest ones are forgotten for it.
    void put(RawParts block);

    std::optional<RawParts> find(const Hash256& hash) const;

private:
    mutable std::mutex mutex_;
    std::deque<RawParts> blocks_;  ///< the oldest one first
    std::size_t bytes_ = 0;
};

}  // namespace plexus::rpc_server
