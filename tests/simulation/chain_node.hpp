#pragma once

#include <functional>
#include <map>
#include <optional>

#include <api/chain/chain_reader.hpp>
#include <api/net/peer_pool.hpp>

#include "presence.hpp"
#include "simulated_chain.hpp"

namespace plexus::simulation {

/// A node that finds peers, stores the chain, follows it and relays it, with the plugins that do so
/// for its users: discv4, nodestore, peers, scoring, eth68, heads, chainstore, sync, relay and
/// txfetch. Real are also the Status and the messages of eth/68; RLPx is not there.
class ChainNode {
public:
    ChainNode(Environment& environment, std::uint64_t number, std::uint64_t chain_start,
              Forks forks, std::vector<net::Node> bootnodes, Duration clock_ahead);

    void start();
    void crash() { running_.crash(); }
    bool runs() const noexcept { return running_.runs(); }
    net::Node node() const { return presence_.node(); }
    std::vector<net::NodeId> peers() const { return peer_ids(running_); }

    /// The head that it has stored.
    chain::Head head() const;

    /// The hash of its block of that number, if it has stored one.
    std::optional<Hash256> hash_at(std::uint64_t number) const;

    /// Makes the next block of its chain, as if a miner beside it had found it.
    void mine();

    /// Peers that it disconnected, by node and for a reason that is a fault of theirs.
    const std::map<net::NodeId, std::vector<net::Reason>>& blamed() const noexcept {
        return blamed_;
    }

    const SimulatedChain& chain() const noexcept { return chain_; }

    /// How far its clock is ahead of the true time.
    Duration clock_ahead() const noexcept { return clock_ahead_; }

    /// Is told of each of its own disconnections for a fault, as it happens.
    std::function<void(const net::Peer& peer, net::Reason reason)> on_blame = [](const net::Peer&,
                                                                                 net::Reason) {};

private:
    awaitable<void> hand_to_handlers(eth::RawBlock block);
    void note(const net::PeerPoolEvent& event);

    testing::Loop& loop_;
    Duration clock_ahead_;
    Presence presence_;
    SimulatedChain chain_;
    Surroundings surroundings_;
    net::PeerPtr miner_;
    std::map<net::NodeId, std::vector<net::Reason>> blamed_;
    SimulatedNode running_;
    net::Subscription events_;
};

}  // namespace plexus::simulation
