#pragma once

#include <optional>
#include <span>
#include <vector>

#include <api/chain/header_query.hpp>
#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/kept_body.hpp>

// Whether a response fits its request. A peer responds in the order of the request and leaves out
// what it lacks, so a response is a subsequence of the request. It carries no index: hashes and
// roots alone tell which item of the request an item of the response belongs to.

namespace plexus::inline v1::eth {

/// A requested header that has been checked: its bytes and its fields.
struct CheckedHeader {
    Hash256 hash{};     ///< keccak-256 of `raw`
    SharedBytes raw{};  ///< one RLP list; shares the response's memory
    Header header{};    ///< `raw`, decoded
};

/// Headers in the order of the request.
using Headers = std::vector<CheckedHeader>;

/// A body, or a list of receipts, for each header; absent until it has been received.
using OptionalItems = std::vector<std::optional<SharedBytes>>;

/// The first header is the requested one, each further one has the number that follows, and without
/// `skip` is linked to the one before it.
/// @errors invalid_data, or the decoder's error
Result<Headers> check_headers(const chain::HeaderQuery& query,
                              std::span<const SharedBytes> headers);

/// The bodies that need no request, because the roots say that they are empty.
OptionalItems empty_bodies(std::span<const CheckedHeader> headers);
/// The same for receipts: those of blocks without transactions.
OptionalItems empty_receipts(std::span<const CheckedHeader> headers);

/// The hashes of the headers whose item is absent.
std::vector<Hash256> lacking(std::span<const CheckedHeader> headers, const OptionalItems& parts);

/// Gives each body to the first header that lacks one and commits to it, in the form that
/// kept_body() gives it.
/// @param bodies  in the order of the headers
/// @param rules   as for kept_body
/// @errors invalid_data if one belongs to no further header, or has items behind it that do not
///         belong to its block; or the decoder's error
Result<void> match_bodies(std::span<const CheckedHeader> headers,
                          std::span<const SharedBytes> bodies, OptionalItems& parts,
                          const BodyRules* rules);

/// The same for receipts.
Result<void> match_receipts(std::span<const CheckedHeader> headers,
                            std::span<const SharedBytes> receipts, OptionalItems& parts);

/// Each transaction is one of the requested ones, in their order. A blob transaction has the
/// whole sidecar that it names, see check_sidecar().
/// @errors invalid_data, or the decoder's error
/// @spec   EIP-4844, "Networking"
Result<void> check_transactions(std::span<const Hash256> requested,
                                std::span<const RawTransaction> transactions);

/// Each entry has one of the requested hashes, in their order.
/// @errors invalid_data
Result<void> check_node_data(std::span<const Hash256> requested,
                             std::span<const SharedBytes> entries);

}  // namespace plexus::inline v1::eth
