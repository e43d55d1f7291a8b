#pragma once

#include <cstdint>
#include <vector>

#include <api/chain/head.hpp>
#include <api/chain/header_query.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// The chain that this node has: one branch, without gaps from its first block to its head. Each
/// response is of one moment; between two of them the chain may have grown, or removed blocks,
/// which are then unknown.
///
/// @thread  any; reading happens on the node's blocking pool
/// @errors  unknown hashes and numbers are left out of the responses; Errc::storage_failed
class PLEXUS_API ChainReader {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.reader", 1, Cardinality::one};

    virtual ~ChainReader();

    /// The last block that is safely stored. Never waits.
    virtual Head head() const = 0;

    /// The number of the first block whose body is here; one above the head's if there is none.
    /// Never waits.
    virtual std::uint64_t earliest() const = 0;

    /// The hash of the block of that number.
    /// @errors Errc::not_found
    virtual awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) = 0;

    /// Headers in the requested order, up to the first gap. A query by hash follows the canonical
    /// chain only if the hash is on it; overflow in number, amount or skip ends the row.
    virtual awaitable<Result<RawItems>> headers(HeaderQuery query, Budget budget) = 0;

    /// `[transactions, uncles, withdrawals?]` of each known block.
    virtual awaitable<Result<RawItems>> bodies(std::vector<Hash256> hashes, Budget budget) = 0;

    /// `[receipt, ...]` of each block with known receipts, in the form of eth/68 (with bloom).
    virtual awaitable<Result<RawItems>> receipts(std::vector<Hash256> hashes, Budget budget) = 0;
};

}  // namespace plexus::inline v1::chain
