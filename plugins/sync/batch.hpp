#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <api/chain/block.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <kit/eth/client/check_response.hpp>

namespace plexus::sync {

/// What one peer has served, in blocks.
struct Share {
    std::uint64_t headers = 0;
    std::uint64_t bodies = 0;
    std::uint64_t receipts = 0;
};

/// Consecutive blocks that are fetched, checked and stored together.
struct Batch {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    net::PeerPtr headers_from{};       ///< reported if the headers do not continue the chain
    std::set<net::NodeId> excluded{};  ///< peers whose headers did not continue the chain: not
                                       ///< asked for this batch again
    eth::Headers headers{};
    eth::Parts bodies{};  ///< one for each header, as are the receipts if they are wanted
    eth::Parts receipts{};
    std::map<std::string, Share> served{};  ///< parts alone, by peer_line()

    std::uint64_t last() const noexcept { return first + count - 1; }
};

/// What a sync has done, for the operator.
struct Tally {
    std::uint64_t blocks = 0;
    std::uint64_t transactions = 0;
    std::uint64_t receipts = 0;
    std::uint64_t bytes = 0;                ///< RLP of headers, bodies and receipts
    std::map<std::string, Share> served{};  ///< by peer_line()
};

/// A peer in words, for the operator: its id, its client name, its version of eth.
std::string peer_line(const net::Peer& peer);

/// The blocks of a complete batch.
std::vector<chain::StoredBlock> blocks_of(const Batch& batch);

/// Adds a batch to the tally.
void count(Tally& tally, const Batch& batch);

}  // namespace plexus::sync
