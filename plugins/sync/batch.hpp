#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <api/chain/chain_reader.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <kit/eth/header.hpp>

namespace plexus::sync {

/// A block as it is put together: the header first, then what the header commits to.
struct Piece {
    eth::Header header{};
    chain::StoredBlock block{};
    bool has_body = false;
    bool has_receipts = false;
};

/// A row of consecutive blocks that is fetched, checked and stored as one.
struct Batch {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    net::PeerPtr headers_from{};      ///< pays if the row turns out not to continue the chain
    std::set<net::NodeId> misfits{};  ///< whose rows did not: they are not asked for it again
    std::vector<Piece> pieces{};

    std::uint64_t last() const noexcept { return first + count - 1; }
};

/// What a sync has done, for people.
struct Tally {
    std::uint64_t blocks = 0;
    std::uint64_t transactions = 0;
    std::uint64_t receipts = 0;
    std::uint64_t bytes = 0;  ///< RLP of headers, bodies and receipts
    std::map<std::string, std::uint64_t> blocks_by_peer{};
};

/// Takes headers that are `first` and its successors, each the parent of the next.
/// @errors Errc::invalid_data if they are not, or the decoder's error
Result<std::vector<Piece>> link_headers(const chain::RawItems& headers, std::uint64_t first);

/// Adds a batch to the tally.
void count(Tally& tally, const Batch& batch);

}  // namespace plexus::sync
