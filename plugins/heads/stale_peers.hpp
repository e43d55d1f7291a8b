#pragma once

#include <deque>
#include <map>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/head.hpp>
#include <api/core/log.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/eth/client/candidates.hpp>
#include <kit/eth/client/client.hpp>

namespace plexus::heads {

/// Finds peers whose chain stands still while the others' goes on, and disconnects them.
///
/// A block that was the head some time ago is requested of every peer. A peer that says that it has
/// none, while a quorum has it, may be stuck; or the quorum is of hostile peers, and the block is
/// theirs alone. So the peer's own chain decides: the peer goes once its highest block has been the
/// same for as long. What a peer announces does not count, because many announce nothing. Silence
/// does not count either: that costs its score.
///
/// @thread the plugin's strand
class StalePeers {
public:
    /// @param quorum       how many peers must have the block
    /// @param stale_after  how long ago it was the head, and how long a peer may stand still
    StalePeers(net::PeerPool& pool, Runtime& runtime, std::size_t quorum, Duration stale_after,
               Metrics& metrics, Logger logger);

    /// Looks all peers over once, and has to be called at intervals.
    /// @param head  the head now, which is requested of them later
    awaitable<void> check(chain::Head head);

private:
    struct Past {
        SteadyTime since{};
        chain::Head head{};
    };

    /// The highest block of a peer that lacks the past head.
    struct HighestBlock {
        std::uint64_t number = 0;
        SteadyTime since{};
    };
    using LaggingPeers = std::map<net::NodeId, HighestBlock>;

    std::optional<chain::Head> past_head(const chain::Head& now, SteadyTime time);
    awaitable<std::vector<eth::EthPeer>> lacking(Hash256 hash);
    awaitable<LaggingPeers> look_for_highest(const std::vector<eth::EthPeer>& peers);
    bool is_exempt(const net::NodeId& id) const;
    void judge(LaggingPeers now_found);
    void let_go(const net::NodeId& id);

    net::PeerPool& pool_;
    eth::Client client_;
    std::size_t quorum_;
    Duration stale_after_;
    std::deque<Past> past_;  ///< oldest first; one for each check, so it is bounded
    LaggingPeers lagging_;   ///< peers that lacked the block at the last check
    Counter& let_go_;
    Logger log_;
};

}  // namespace plexus::heads
