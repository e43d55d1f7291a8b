#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include <api/core/bytes.hpp>

#include "blocks.hpp"

namespace plexus::rpc_server {

/// Where mined transactions are: the newest ones, in memory. An entry is a hint that whoever uses
/// it checks against the block, so a rewound block needs no notice.
///
/// @thread the plugin's strand
class TransactionIndex {
public:
    /// @param most  how many transactions are known; of more the oldest are forgotten
    explicit TransactionIndex(std::size_t most) : most_(most) {}

    /// The number of the block that had it last.
    std::optional<std::uint64_t> find(const Hash256& hash) const;

    /// Reads the chain from the head down, until the index is full, or a block is not there; and
    /// then each new block, for ever.
    awaitable<void> follow(Blocks& blocks);

    /// Whether the first pass over the chain is over.
    bool complete() const noexcept { return complete_; }

private:
    void add(const Block& block);
    awaitable<bool> add(Blocks& blocks, std::uint64_t number);
    awaitable<void> fill(Blocks& blocks, std::uint64_t head);
    awaitable<void> grow(Blocks& blocks, chain::Head head);

    std::size_t most_;
    bool complete_ = false;
    std::unordered_map<Hash256, std::uint64_t> numbers_;
    std::map<std::uint64_t, std::vector<Hash256>> by_number_;
    chain::Head known_{};  ///< up to where the chain was read
};

}  // namespace plexus::rpc_server
