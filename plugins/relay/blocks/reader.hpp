#pragma once

#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>

#include "recent.hpp"

namespace plexus::relay {

/// The recent blocks, and the genesis block, as the node's chain; without receipts. In a node with
/// a store the chain is the stored one, and the blocks that are not stored yet are found as well.
///
/// @thread any; nothing waits
class Reader final : public chain::ChainReader {
public:
    /// @param store the chain that the recent blocks go on from; null for none
    Reader(const Recent& recent, const chain::ChainProfile& profile, chain::ChainReader* store)
        : recent_(recent), profile_(profile), store_(store) {}

    /// Its total difficulty stays zero: HeadTracker tells it, once it is known.
    chain::Head head() const override;
    std::uint64_t earliest() const override;
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;

private:
    awaitable<Result<chain::RawItems>> stored_and_recent(chain::HeaderQuery query,
                                                         chain::Budget budget);
    awaitable<Result<chain::RawItems>> one_by_one(std::vector<Hash256> hashes,
                                                  chain::Budget budget);

    const Recent& recent_;
    const chain::ChainProfile& profile_;
    chain::ChainReader* store_;
};

}  // namespace plexus::relay
