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
Result<Hash256> transactions_root(BytesView list);

/// @param list  `[withdrawal, ...]`
/// @errors malformed, non_canonical, limit_exceeded
Result<Hash256> withdrawals_root(BytesView list);

/// @param list  `[receipt, ...]` of one block in the form of eth/68, which is the one that is
/// hashed
/// @errors malformed, non_canonical, limit_exceeded
Result<Hash256> receipts_root(BytesView list);

/// @param list  `[header, ...]`
Hash256 uncles_hash(BytesView list) noexcept;

/// Everything that a header commits to of a body.
struct BodyRoots {
    Hash256 transactions{};
    Hash256 uncles{};
    std::optional<Hash256> withdrawals{};
};

/// @param body  as for check_body
/// @errors malformed, non_canonical, limit_exceeded
Result<BodyRoots> body_roots(BytesView body);

bool commits_to_body(const Header& header, const BodyRoots& roots) noexcept;

/// Whether a body is the one its header commits to: transactions, uncles, and withdrawals, which
/// must be there if the header names their root and must not if it does not.
/// @param body  `[transactions, uncles, withdrawals?, ...]`; what a chain appends is not committed
/// to
/// @errors invalid_data if it is another, malformed, non_canonical, limit_exceeded
Result<void> check_body(const Header& header, BytesView body);

/// `check_body` without the list around the items, as in RawBlock.
Result<void> check_body_items(const Header& header, BytesView items);

/// @param receipts  as for receipts_root
/// @errors invalid_data if they are others, malformed, non_canonical, limit_exceeded
Result<void> check_receipts(const Header& header, BytesView receipts);

}  // namespace plexus::inline v1::eth
