#pragma once

#include <optional>
#include <vector>

#include <api/chain/chain_reader.hpp>
#include <api/chain/finality_rules.hpp>
#include <api/plugin/runtime.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/receipt.hpp>

#include "blob_fees.hpp"
#include "recent_blocks.hpp"
#include "senders.hpp"

namespace plexus::rpc_server {

struct BlockId;

/// A block, decoded for responses.
struct Block {
    Hash256 hash{};
    SharedBytes raw_header{};    ///< as it is stored
    SharedBytes raw_body{};      ///< likewise, with the list around it
    SharedBytes raw_receipts{};  ///< likewise; empty unless they were requested and are known
    eth::Header header{};
    eth::Body body{};
    std::optional<std::vector<eth::Receipt>> receipts{};  ///< of each transaction, or none
    std::shared_ptr<Senders> senders{};                   ///< of the transactions, if it has a body
    std::optional<Uint256> blob_price{};  ///< of a unit of blob gas; none without blobs
};

/// The whole block as block files have it.
Bytes block_bytes(const Block& block);

/// The error of other clients for what they no longer have.
/// @spec EIP-4444
[[noreturn]] void fail_pruned();

/// Of a block that was read with its receipts.
/// @errors RpcError (code 4444): it has transactions, but the store lacks their receipts
void require_receipts(const Block& block);

/// What is read of a block.
enum class Parts : std::uint8_t { header, body, receipts };

/// Reads blocks of the node's chain for responses.
///
/// @thread any
/// @errors RpcError: the storage failed, a block is below the stored range (code 4444), or a tag
///         stands for no block
class Blocks {
public:
    /// @param finality  null: the chain's headers do not tell which blocks are final
    Blocks(chain::ChainReader& reader, Runtime& runtime, BlobFees blob_fees,
           const chain::FinalityRules* finality)
        : reader_(reader),
          runtime_(runtime),
          blob_fees_(std::move(blob_fees)),
          finality_(finality) {}

    chain::ChainReader& reader() noexcept { return reader_; }
    Runtime& runtime() noexcept { return runtime_; }
    const BlobFees& blob_fees() const noexcept { return blob_fees_; }

    /// By hash also one of the last blocks that the chain had, after it was left.
    /// @returns nothing for an unknown block
    awaitable<std::optional<Block>> find(BlockId id, Parts parts);
    /// Decodes what was read of a block.
    awaitable<void> decode(Block& block, Parts parts);
    /// Keeps a block of the chain for the time after it was left.
    awaitable<void> remember(Hash256 hash);
    /// The hash of a canonical block, or nothing.
    awaitable<std::optional<Hash256>> hash_of(std::uint64_t number);
    /// Which blocks are final, by the head's header. Nothing is known on a chain without such
    /// headers.
    awaitable<chain::Finality> finality();
    /// Headers of canonical blocks that follow each other, as many as fit one response.
    awaitable<std::vector<SharedBytes>> headers(std::uint64_t first, std::uint64_t count);

private:
    awaitable<std::optional<Hash256>> resolve(BlockId id);
    awaitable<std::optional<Hash256>> resolve_final(BlockId id);
    awaitable<std::optional<SharedBytes>> header(Hash256 hash);
    awaitable<std::optional<RawParts>> read(Hash256 hash, Parts parts);

    chain::ChainReader& reader_;
    Runtime& runtime_;
    RecentBlocks recent_;
    SenderCache senders_;
    BlobFees blob_fees_;
    const chain::FinalityRules* finality_;
};

}  // namespace plexus::rpc_server
