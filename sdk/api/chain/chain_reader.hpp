#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <api/chain/header_query.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// The chain that this node has.
///
/// @thread  any; reading happens on the node's blocking pool
/// @errors  unknown hashes and numbers are left out of the responses; Errc::storage_failed
class PLEXUS_API ChainReader {
public:
    static constexpr ServiceKey key{"plexus.chain-reader", 1, Cardinality::one};

    virtual ~ChainReader();

    /// The last block that is safely stored. Never waits.
    virtual Head head() const = 0;

    /// Headers in the order asked for, up to the first gap. A query by hash follows the canonical
    /// chain only if the hash is on it; overflow in number, amount or skip ends the row.
    virtual awaitable<Result<RawItems>> headers(HeaderQuery query, Budget budget) = 0;

    /// `[transactions, uncles, withdrawals?]` of each known block.
    virtual awaitable<Result<RawItems>> bodies(std::vector<Hash256> hashes, Budget budget) = 0;

    /// `[receipt, ...]` of each block with known receipts, in the form of eth/68 (with bloom).
    virtual awaitable<Result<RawItems>> receipts(std::vector<Hash256> hashes, Budget budget) = 0;
};

/// A block to store, verified by whoever hands it in.
struct StoredBlock {
    Hash256 hash{};
    std::uint64_t number = 0;
    SharedBytes header{};
    SharedBytes body{};
    std::optional<SharedBytes> receipts{};
};

/// Makes the chain longer.
///
/// @thread  any; writing happens on the node's blocking pool, one call after the other
class PLEXUS_API ChainWriter {
public:
    static constexpr ServiceKey key{"plexus.chain-writer", 1, Cardinality::one};

    virtual ~ChainWriter();

    /// Appends blocks that follow each other and the head. All or nothing; once it returns, they
    /// survive a kill of the process.
    /// @returns the new head
    /// @errors  Errc::invalid_data if they do not follow, Errc::storage_failed
    virtual awaitable<Result<Head>> append(std::vector<StoredBlock> blocks) = 0;
};

}  // namespace plexus::inline v1::chain
