#pragma once

#include <optional>

#include <api/core/result.hpp>
#include <api/eth/status.hpp>

// What a header commits to, computed from what came with it. All inputs are RLP lists as messages
// and stores have them.

namespace plexus::inline v1::eth {

struct Header;

/// @param list  `[tx, ...]` as in a body: typed transactions wrapped into byte strings
/// @errors malformed, non_canonical, limit_exceeded
/// The trie root over a body's transactions, each in its canonical form under its index.
Result<Hash256> transactions_root(BytesView list);

/// @param list  `[withdrawal, ...]`
/// @errors malformed, non_canonical, limit_exceeded
/// The trie root over a body's withdrawals.
/// @spec EIP-4895
Result<Hash256> withdrawals_root(BytesView list);

/// @param list  `[receipt, ...]` of one block in the form of eth/68, blooms included
/// @errors malformed, non_canonical, limit_exceeded
/// The trie root over a block's receipts.
Result<Hash256> receipts_root(BytesView list);

/// @param list  `[header, ...]`
/// Keccak-256 of the list: uncles have no trie.
Hash256 uncles_hash(BytesView list) noexcept;

/// Everything that a header commits to of a body.
struct BodyRoots {
    Hash256 transactions{};  ///< as Header::transactions_root
    Hash256 uncles{};        ///< as Header::uncles_hash
    /// As Header::withdrawals_root; absent if the body has none
    std::optional<Hash256> withdrawals{};
};

/// @param body  as for check_body
/// @errors malformed, non_canonical, limit_exceeded
/// Computes them; hashes the whole body.
Result<BodyRoots> body_roots(BytesView body);

/// Whether the header names these roots, and withdrawals only if there are some.
bool commits_to_body(const Header& header, const BodyRoots& roots) noexcept;

/// Whether a body is what a header commits to, its transactions, uncles and withdrawals, and
/// nothing else. Withdrawals must be present exactly if the header names their root. For what a
/// chain appends see kept_body().
/// @param body  `[transactions, uncles, withdrawals?]`
/// @errors invalid_data if it is another body or has more items, malformed, non_canonical,
///         limit_exceeded
Result<void> check_body(const Header& header, BytesView body);

/// `check_body` without the list around the items, as in RawBlock.
Result<void> check_body_items(const Header& header, BytesView items);

/// @param receipts  as for receipts_root
/// @errors invalid_data if they are another block's, malformed, non_canonical, limit_exceeded
/// Whether the header commits to this list of receipts.
Result<void> check_receipts(const Header& header, BytesView receipts);

}  // namespace plexus::inline v1::eth
