#pragma once

#include <algorithm>
#include <unordered_map>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>

namespace plexus::relay {

/// How many transactions that do not check a peer may send before its transactions are not looked
/// at for a while. It is not punished: the specification wants invalid transactions borne.
///
/// @thread the plugin's strand
/// @spec   ethereum/devp2p, caps/eth.md, "Transaction Exchange"
class Throttle {
public:
    bool is_shut(const net::NodeId& peer, SteadyTime now) { return left(peer, now) <= 0; }
    void spend(const net::NodeId& peer, std::size_t count, SteadyTime now) {
        left(peer, now) -= static_cast<double>(count);
    }
    void forget(const net::NodeId& peer) { buckets_.erase(peer); }

private:
    // Ours: a peer that is out of step with the chain sends a few; a signature costs about 50 us.
    static constexpr double most = 256;
    static constexpr double each_second = 4;

    struct Bucket {
        double left = most;
        SteadyTime filled{};
    };

    double& left(const net::NodeId& peer, SteadyTime now) {
        Bucket& bucket = buckets_[peer];
        const std::chrono::duration<double> passed = now - bucket.filled;
        bucket.left = std::min(most, bucket.left + passed.count() * each_second);
        bucket.filled = now;
        return bucket.left;
    }

    std::unordered_map<net::NodeId, Bucket> buckets_;
};

}  // namespace plexus::relay
