#pragma once

#include <unordered_map>

#include <api/net/node.hpp>
#include <kit/net/token_bucket.hpp>

namespace plexus::relay {

/// How many invalid transactions a peer may send before its transactions are not looked at for a
/// while. The peer is not punished: the specification wants invalid transactions tolerated.
///
/// @thread the plugin's strand
/// @spec   ethereum/devp2p, caps/eth.md, "Transaction Exchange"
class InvalidLimit {
public:
    bool is_exhausted(const net::NodeId& peer, SteadyTime now) {
        return bucket(peer).available(now) <= 0;
    }
    void spend(const net::NodeId& peer, std::size_t count, SteadyTime now) {
        bucket(peer).spend(now, static_cast<double>(count));
    }
    void forget(const net::NodeId& peer) { buckets_.erase(peer); }

private:
    // Ours: a peer behind the chain's head sends a few; a signature costs about 50 us.
    static constexpr net::Rate rate{.per_second = 4, .burst = 256};

    net::TokenBucket& bucket(const net::NodeId& peer) {
        return buckets_.try_emplace(peer, rate).first->second;
    }

    std::unordered_map<net::NodeId, net::TokenBucket> buckets_;
};

}  // namespace plexus::relay
