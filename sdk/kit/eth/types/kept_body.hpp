#pragma once

#include <api/core/shared_bytes.hpp>
#include <api/eth/body_rules.hpp>

namespace plexus::inline v1::eth {

/// The rule of a chain that appends nothing to its bodies: refuses every item.
const BodyRules& no_appended_items() noexcept;

/// The form in which a body may be stored and served: what its header commits to, and one appended
/// item if the chain's rule lets it stand. An appended empty list is cut off: it says nothing, and
/// some peers of a chain send it where others send no item.
/// @param block  the block's place
/// @param body   `[transactions, uncles, withdrawals?, ...]`, whose roots were compared
/// @param rules  null: whatever is appended is cut off
/// @returns `body` itself if nothing is cut off
/// @errors invalid_data for more than one appended item and as BodyRules; malformed, non_canonical,
///         limit_exceeded
Result<SharedBytes> kept_body(const chain::BlockRef& block, const SharedBytes& body,
                              const BodyRules* rules);

/// Whether an appended item is the blob sidecars of a block's blob transactions, in their order,
/// one for each: `[[[blobs, commitments, proofs], number, hash, index, transaction], ...]`, each
/// for this block, and with the commitments that its transaction names. Whether the blobs match
/// their commitments is not checked: that takes KZG.
///
/// Without this check a peer could append items for which others disconnect us when we pass the
/// block on.
///
/// @param transactions, list  as BodyRules::check_appended has them
/// @spec    bnb-chain/bsc, core/types/blob_sidecar.go; EIP-4844, "Header extension"
/// @errors  invalid_data, malformed, non_canonical, limit_exceeded
Result<void> check_block_sidecars(const chain::BlockRef& block, BytesView transactions,
                                  BytesView list);

}  // namespace plexus::inline v1::eth
