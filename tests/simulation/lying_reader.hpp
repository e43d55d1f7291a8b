#pragma once

#include <api/chain/chain_reader.hpp>
#include <kit/testing/fake_heads.hpp>

#include "lie.hpp"

namespace plexus::simulation {

/// What a liar serves: no block of the chain, in the way of its lie.
class LyingReader final : public chain::ChainReader {
public:
    /// @ownership  both outlive it
    LyingReader(const testing::FakeHeads& heads, const Lie& lie) : heads_(heads), lie_(lie) {}

    chain::Head head() const override { return heads_.now.head; }
    std::uint64_t earliest() const override { return 0; }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;

private:
    chain::RawItems forged_headers(const chain::HeaderQuery& query) const;
    awaitable<Result<chain::RawItems>> nothing();

    const testing::FakeHeads& heads_;
    const Lie& lie_;
};

}  // namespace plexus::simulation
