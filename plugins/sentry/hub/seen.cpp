#include "seen.hpp"

#include <kit/crypto/keccak.hpp>

namespace plexus::sentry {
namespace {

/// About a minute of a busy network's messages; 100 bytes each.
constexpr std::size_t most = 16'384;

}  // namespace

bool Seen::insert(BytesView content) {
    const Hash256 hash = crypto::keccak256(content);
    const std::scoped_lock lock(mutex_);
    if (!hashes_.insert(hash).second) return false;
    order_.push_back(hash);
    if (order_.size() > most) {
        hashes_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

}  // namespace plexus::sentry
