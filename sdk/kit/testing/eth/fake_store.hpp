#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <api/chain/chain_follower.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>

#include "fake_chain.hpp"

namespace plexus::testing {

/// A chain store in memory, which takes only blocks that link, as the real one.
///
/// @thread  the one thread of the loop
class FakeStore final : public chain::ChainReader, public chain::ChainWriter {
public:
    /// @param chain  what is stored at the beginning, at least a first block
    explicit FakeStore(FakeChain chain = FakeChain{}) : chain_(std::move(chain)) {}

    ErrorCode failure{};       ///< what every call yields, if it is there
    std::size_t requests = 0;  ///< calls of the reader, but those that never wait

    /// What is stored now.
    const FakeChain& stored() const noexcept { return chain_; }

    chain::Head head() const override { return chain_.head(); }
    std::uint64_t earliest() const override;
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;

    awaitable<Result<chain::Head>> append(std::vector<chain::StoredBlock> blocks) override;
    awaitable<Result<chain::Head>> replace(Hash256 ancestor,
                                           std::vector<chain::StoredBlock> blocks) override;
    std::uint64_t max_rewind() const override { return most_rewound; }
    /// As ChainWriter::begin_at().
    awaitable<Result<chain::Head>> begin_at(chain::StoredBlock root,
                                            Uint256 total_difficulty) override;
    awaitable<Result<std::uint64_t>> prune(std::uint64_t below) override;
    /// Refused, unless `total_is_unknown`.
    awaitable<Result<chain::Head>> revise_total_difficulty(Hash256 block, Uint256 total) override;
    awaitable<Result<std::vector<chain::BlockRef>>> damaged() override;
    awaitable<Result<void>> mend(chain::StoredBlock block) override;
    void confirm_after(std::uint64_t blocks) override { confirmations = blocks; }
    chain::ChainReader& reader() override { return *this; }

    /// Tells this follower of changes from now on, before they return: of what is confirmed.
    void tell(chain::ChainFollower& follower) {
        follower_ = &follower;
        told_ = chain_;
    }

    std::vector<chain::BlockRef> bad{};        ///< what damaged() yields
    std::vector<chain::StoredBlock> mended{};  ///< what mend() was called with
    bool total_is_unknown = false;             ///< as behind a checkpoint
    std::uint64_t confirmations = 0;           ///< what confirm_after() was called with

private:
    static constexpr std::uint64_t most_rewound = 1024;

    Result<chain::Head> change_to(FakeChain base, std::vector<chain::StoredBlock> blocks);
    awaitable<void> tell_follower();

    FakeChain chain_;
    chain::ChainFollower* follower_ = nullptr;
    FakeChain told_{};  ///< the chain as the follower knows it
};

}  // namespace plexus::testing
