#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/testing/fake_profile.hpp>

namespace plexus::testing {

/// What a made-up chain is like.
struct ChainOptions {
    std::uint64_t seed = 0;                      ///< another seed: another genesis block
    std::size_t transactions = 1;                ///< in each block; their types take turns
    std::uint64_t difficulty = 2;                ///< of each block, the genesis block too
    std::uint64_t chain_id = 1337;               ///< what the transactions are signed for
    std::uint64_t block_time = 10;               ///< seconds from one block to the next
    std::uint64_t genesis_time = 1'600'000'000;  ///< Unix seconds
};

/// Made-up blocks that follow a head, for a test that has no FakeChain of what stands below it.
/// @param branch  other numbers give other blocks
std::vector<chain::StoredBlock> fake_blocks(const chain::Head& parent, std::size_t count,
                                            const ChainOptions& options = {},
                                            std::uint64_t branch = 0);

/// One branch of a chain, made up or read from files. What is made up is valid as far as a node can
/// see that executes nothing: headers link and have the form of today, they commit to the bodies
/// and the receipts, transactions are signed. The same options and calls give the same blocks.
///
///     testing::FakeChain chain;
///     chain.extend(100);
///     const testing::FakeChain branch = chain.fork(90, 20);  // blocks 91 to 110 are others
///
/// Copies share the bytes.
class FakeChain {
public:
    /// What to do to a header before its block is finished, to make it wrong in some respect.
    using Change = std::function<void(eth::Header&)>;

    /// A chain of the genesis block alone.
    explicit FakeChain(const ChainOptions& options = {});

    /// A chain of given blocks, which follow each other.
    /// @param blocks  at least one
    /// @param total   the total difficulty of the first block
    FakeChain(std::vector<chain::StoredBlock> blocks, const Uint256& total);

    /// Makes it longer by so many blocks.
    /// @param branch  other numbers give other blocks
    FakeChain& extend(std::size_t count = 1, std::uint64_t branch = 0, const Change& change = {});

    /// Makes it longer by a block that follows; whether it does is not checked.
    FakeChain& add(chain::StoredBlock block);

    /// Another branch, which leaves this one behind block `number`.
    FakeChain fork(std::uint64_t number, std::size_t count, std::uint64_t branch = 1) const;

    /// The number of the first block.
    std::uint64_t first() const noexcept { return blocks_.front().number; }
    /// The number of the last block.
    std::uint64_t height() const noexcept { return blocks_.back().number; }

    /// @errors std::out_of_range if the chain has no block of that number
    const chain::StoredBlock& block(std::uint64_t number) const;
    /// The block of that hash, or null.
    const chain::StoredBlock* find(const Hash256& hash) const;
    /// A block as gossip has it, with its total difficulty.
    /// @errors std::out_of_range
    eth::RawBlock raw_block(std::uint64_t number) const;
    /// A block's header, decoded.
    /// @errors std::out_of_range
    eth::Header header(std::uint64_t number) const;

    /// The blocks from one number to another, both included: what ChainWriter takes.
    std::vector<chain::StoredBlock> blocks(std::uint64_t from, std::uint64_t to) const;

    /// The last block as a head.
    chain::Head head() const { return head_at(height()); }
    /// A block as a head.
    /// @errors std::out_of_range
    chain::Head head_at(std::uint64_t number) const;

    /// A profile of a chain that begins as this one does.
    FakeProfile profile() const;

private:
    ChainOptions options_{};
    std::vector<chain::StoredBlock> blocks_;
    std::vector<Uint256> totals_;
    std::unordered_map<Hash256, std::size_t> index_;
};

}  // namespace plexus::testing
