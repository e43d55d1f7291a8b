#pragma once

#include <cstddef>
#include <vector>

#include <api/chain/head.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::era {

/// Sums up the blocks of one era1 file: the SSZ root of the list of their hashes and total
/// difficulties.
///
/// @spec  ethereum/portal-network-specs, history network: "HeaderRecord", "EpochAccumulator";
///        consensus-specs, ssz/simple-serialize.md: "Merkleization"
class Accumulator {
public:
    /// The blocks of one era1 file: MaxEra1Size of go-ethereum, and the limit of the SSZ list.
    static constexpr std::size_t max_blocks = 8192;  // the list's limit: blocks of one file

    /// @errors limit_exceeded
    /// Appends the next block.
    /// @param total_difficulty  up to and including this block
    Result<void> add(const Hash256& block, const Uint256& total_difficulty);

    /// The root over the blocks added so far, with their count mixed in. May be called at any
    /// time.
    Hash256 root() const;

private:
    std::vector<Hash256> records_;
};

}  // namespace plexus::era
