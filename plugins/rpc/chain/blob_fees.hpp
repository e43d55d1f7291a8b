#pragma once

#include <optional>
#include <vector>

#include <api/chain/chain_parameters.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::rpc_server {

/// What blobs cost on a chain.
///
/// @thread  immutable: any
/// @spec    EIP-4844, "Gas accounting"; EIP-7918
class BlobFees {
public:
    /// @param schedule  by time; empty: a chain without blobs, or one that does not tell
    explicit BlobFees(std::vector<chain::BlobRules> schedule) : schedule_(std::move(schedule)) {}

    /// What a unit of blob gas costs in that block; nothing in one without blobs.
    std::optional<Uint256> price(const eth::Header& header) const;
    /// The same in the block after it, if no fork lies between.
    std::optional<Uint256> next_price(const eth::Header& header) const;
    /// Blob gas that such a block may have; 0 for none.
    std::uint64_t most_gas(const eth::Header& header) const;

private:
    const chain::BlobRules* rules_at(std::uint64_t time) const;

    std::vector<chain::BlobRules> schedule_;
};

/// Gas of one blob.
/// @spec EIP-4844, "Parameters"
inline constexpr std::uint64_t gas_per_blob = 131'072;

}  // namespace plexus::rpc_server
