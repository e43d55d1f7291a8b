#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <api/chain/chain_reader.hpp>

#include <tests/kit/eth/session/fake_pool.hpp>

namespace plexus::testing {

/// One of the chains of tests/data, block by block.
class RealChain {
public:
    /// @param name  "pow", "pos"
    explicit RealChain(const std::string& name);

    std::uint64_t height() const noexcept { return blocks_.size(); }
    const chain::StoredBlock& block(std::uint64_t number) const { return blocks_.at(number - 1); }
    const chain::StoredBlock* find(const Hash256& hash) const;
    const Hash256& genesis_hash() const noexcept { return genesis_; }

private:
    std::vector<chain::StoredBlock> blocks_;
    std::unordered_map<Hash256, std::size_t> index_;
    Hash256 genesis_{};
};

/// The chain that most tests sync; read once.
const RealChain& main_chain();

/// Another one, which has nothing to do with it.
const RealChain& other_chain();

/// A peer that has the chain up to `height` and responses as it should, after a moment.
std::shared_ptr<FakeRemote> honest_peer(const RealChain& chain, std::uint64_t height);

/// Answers that peers give.
FakeRemote::Items headers_of(const RealChain& chain, std::uint64_t height,
                             const chain::HeaderQuery& query);
FakeRemote::Items bodies_of(const RealChain& chain, const std::vector<Hash256>& hashes);
FakeRemote::Items receipts_of(const RealChain& chain, const std::vector<Hash256>& hashes);

/// Headers that link to a block and to each other, of blocks that do not exist.
chain::RawItems forge_behind(const chain::StoredBlock& block, std::uint64_t count);

}  // namespace plexus::testing
