#pragma once

#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>

#include "recent.hpp"

namespace plexus::relay {

/// The recent blocks, and the genesis block, as the node's chain. It has no receipts.
///
/// @thread any; nothing waits
class Reader final : public chain::ChainReader {
public:
    Reader(const Recent& recent, const chain::ChainProfile& profile)
        : recent_(recent), profile_(profile) {}

    /// Its total difficulty stays zero: HeadTracker tells it, once it is known.
    chain::Head head() const override;
    std::uint64_t earliest() const override { return recent_.earliest(); }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;

private:
    const Recent& recent_;
    const chain::ChainProfile& profile_;
};

}  // namespace plexus::relay
