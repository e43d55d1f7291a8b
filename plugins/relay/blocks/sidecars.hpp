#pragma once

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>

namespace plexus::relay {

/// Whether what is appended to a block is the sidecars of its blob transactions, in their order,
/// one for each: `[[[blobs, commitments, proofs], number, hash, index, transaction], ...]`, each
/// for this block, and with the commitments that its transaction names. Nothing appended is right,
/// too. That the blobs are the ones committed to is not seen here: that takes KZG.
///
/// Without this check anybody could append what makes others drop us.
///
/// @spec    bnb-chain/bsc, core/types/blob_sidecar.go; EIP-4844, "Header extension"
/// @errors  invalid_data, malformed, non_canonical, limit_exceeded
Result<void> check_sidecars(const eth::RawBlock& block);

}  // namespace plexus::relay
