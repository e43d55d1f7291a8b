#pragma once

#include <span>
#include <vector>

#include <api/eth/body_rules.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/types/blob_sidecar.hpp>

namespace plexus::inline v1::bsc {

/// The blobs of one transaction as BSC keeps them with the block. Their proofs are not verified
/// here.
/// @spec BEP-336; bnb-chain/bsc, core/types/blob_sidecar.go
struct Sidecar {
    eth::BlobSidecar blobs{};  ///< always of version 0: one proof for each blob
    std::uint64_t block_number = 0;
    Hash256 block_hash{};
    std::uint64_t transaction_index = 0;
    Hash256 transaction_hash{};

    friend bool operator==(const Sidecar&, const Sidecar&) = default;
};

/// `[[[blobs, commitments, proofs], blockNumber, blockHash, txIndex, txHash], ...]`
/// @errors malformed, non_canonical, limit_exceeded
Result<std::vector<Sidecar>> decode_sidecars(BytesView list);
Bytes encode_sidecars(std::span<const Sidecar> sidecars);

/// What a block carries: behind the block in NewBlock, behind the withdrawals elsewhere.
/// @returns none if there are none
/// @errors  as decode_sidecars
Result<std::vector<Sidecar>> sidecars_of(const eth::RawBlock& block);

/// Whether the sidecars of a block, if it carries any, are those of its blob transactions:
/// eth::check_block_sidecars().
/// @errors invalid_data, and as sidecars_of
Result<void> check_sidecars(const eth::RawBlock& block);

/// BSC's bodies: `[transactions, uncles, withdrawals, sidecars?]`.
class BodyRules final : public eth::BodyRules {
public:
    Result<void> check_appended(const chain::BlockRef& block, BytesView transactions,
                                BytesView appended) const override;
};

}  // namespace plexus::inline v1::bsc
