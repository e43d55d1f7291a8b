#pragma once

#include <cstdint>
#include <map>
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

/// Consecutive blocks that are fetched, checked and stored together; at least one.
struct Batch {
    net::PeerPtr headers_from{};  ///< never null; it claims to have the blocks
    eth::Headers headers{};
    eth::OptionalItems bodies{};  ///< one for each header, as are the receipts if they are wanted
    eth::OptionalItems receipts{};
    std::map<std::string, Share> served{};  ///< parts alone, by peer_line()

    std::uint64_t first() const noexcept { return headers.front().header.number; }
    std::uint64_t last() const noexcept { return headers.back().header.number; }
    /// Of the parts that have come.
    std::size_t bytes() const noexcept;

    /// Keeps the first blocks and yields the others, without their parts.
    Batch split(std::size_t kept);
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
