#pragma once

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>

namespace plexus::relay {

/// Whether the items appended to a block are the sidecars of its blob transactions, in their order,
/// one for each: `[[[blobs, commitments, proofs], number, hash, index, transaction], ...]`, each
/// for this block, and with the commitments that its transaction names. A block without appended
/// items is valid, too. Whether the blobs match their commitments is not checked: that takes KZG.
///
/// Without this check a peer could append items for which others disconnect us when we pass the
/// block on.
///
/// @spec    bnb-chain/bsc, core/types/blob_sidecar.go; EIP-4844, "Header extension"
/// @errors  invalid_data, malformed, non_canonical, limit_exceeded
Result<void> check_sidecars(const eth::RawBlock& block);

}  // namespace plexus::relay
