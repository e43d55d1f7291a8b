#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include <kit/eth/client/client.hpp>

#include "large_receipts.hpp"

namespace plexus::sync {

/// Peers whose last response had nothing of use, or did not come although another peer's did: they
/// get requests after all others, until they respond again.
///
/// @thread the plugin's strand
class FailingPeers {
public:
    /// Takes what became of a request.
    void note(const std::vector<eth::Attempt>& attempts);
    void note(const net::Peer& peer, bool failed);

    bool contains(const net::Peer& peer) const { return failing_.contains(peer.node().id); }

    /// Those that failed over one block alone are not among them.
    LargeReceipts& of_large_receipts() noexcept { return of_large_receipts_; }

    /// The same client without these peers.
    eth::Client spare(const eth::Client& client) const;

private:
    /// Peers that have left are among them, so the first ones are forgotten beyond so many.
    static constexpr std::size_t most = 1024;

    std::set<net::NodeId> failing_{};
    LargeReceipts of_large_receipts_{};
};

/// The same client without some peers.
eth::Client spare(const eth::Client& client, std::set<net::NodeId> spared);

}  // namespace plexus::sync
