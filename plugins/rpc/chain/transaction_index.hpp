#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include <api/chain/stored_history.hpp>
#include <api/core/bytes.hpp>

#include "blocks.hpp"

namespace plexus::rpc_server {

/// Where mined transactions are: by the index of the chain's store if it keeps one, otherwise the
/// newest ones, in memory. An entry is a hint that whoever uses it checks against the block, so a
/// rewound block needs no notice.
///
/// @thread the plugin's strand
class TransactionIndex {
public:
    /// @param stored  of the store; may be null
    /// @param most    how many transactions are known in memory; of more the oldest are forgotten
    TransactionIndex(chain::StoredHistory* stored, std::size_t most)
        : stored_(stored), most_(most) {}

    /// The number of the block that had it last.
    /// @errors RpcError: the storage failed
    awaitable<std::optional<std::uint64_t>> find(Hash256 hash) const;

    /// Reads the chain from the head down, until the index is full, or a block is not there. Does
    /// nothing where the store keeps an index.
    awaitable<void> fill(Blocks& blocks);

    /// Reads the blocks up to a new head. What hears of the head afterwards finds its transactions.
    /// Does nothing where the store keeps an index, which it extends before it tells of a block.
    awaitable<void> grow(Blocks& blocks, chain::Head head);

    /// Whether the first pass over the chain is over.
    /// @param earliest  the chain's first block
    bool complete(std::uint64_t earliest) const;

    /// The number of the first block whose transactions are found, with those of all later ones;
    /// nothing if none are.
    std::optional<std::uint64_t> oldest() const;

private:
    bool is_stored() const;
    void add(const Block& block);
    awaitable<bool> add(Blocks& blocks, std::uint64_t number);

    chain::StoredHistory* stored_;
    std::size_t most_;
    bool complete_ = false;
    std::unordered_map<Hash256, std::uint64_t> numbers_;
    std::map<std::uint64_t, std::vector<Hash256>> by_number_;
    chain::Head known_{};  ///< up to where the chain was read
};

}  // namespace plexus::rpc_server
