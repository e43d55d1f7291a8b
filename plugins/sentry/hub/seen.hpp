#pragma once

#include <deque>
#include <mutex>
#include <set>

#include <api/core/bytes.hpp>

namespace plexus::sentry {

/// What has been passed on lately, by hash: the same block comes from many peers, and some of them
/// are another sentry's.
///
/// @thread any
class Seen {
public:
    /// @returns whether it is new
    bool insert(BytesView content);

private:
    std::mutex mutex_;
    std::set<Hash256> hashes_;
    std::deque<Hash256> order_;
};

}  // namespace plexus::sentry
