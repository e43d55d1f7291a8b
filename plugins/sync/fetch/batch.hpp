#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <api/chain/block.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <kit/eth/client/check_response.hpp>
#include <kit/eth/client/request_options.hpp>

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
    Hash256 told{};               ///< the head in its Status when it showed them
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

/// Whether a peer is this one and still stands for what it has shown: its Status tells the same
/// head as then. A peer whose chain has moved may have left the blocks.
/// @param told  that head; zero: what it has shown belongs to no head
eth::RequestOptions::Among still_claims(net::PeerPtr shower, Hash256 told);

/// A peer in words, for the operator: its id, its client name, its version of eth.
std::string peer_line(const net::Peer& peer);

/// The blocks of a complete batch.
std::vector<chain::StoredBlock> blocks_of(const Batch& batch);

/// Adds a batch to the tally.
void count(Tally& tally, const Batch& batch);

}  // namespace plexus::sync
