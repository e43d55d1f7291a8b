#pragma once

#include <type_traits>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/chain/stored_history.hpp>
#include <api/plugin/host.hpp>
#include <kit/serial/serial_queue.hpp>

#include <plugins/chainstore/store/store.hpp>

#include "follower_feed.hpp"

namespace plexus::chainstore {

/// The store as the node's services: every call runs on the blocking pool, never on a strand.
class Service : public chain::ChainReader,
                public chain::ChainWriter,
                public chain::PackedReader,
                public chain::StoredHistory {
public:
    /// @param heads gets the local head; may be null
    /// @param keep  how many of the last blocks are kept; 0: all
    Service(Host& host, chain::HeadTracker* heads, std::uint64_t keep);

    /// From now on the services read and write; before, every call is Errc::storage_failed. The
    /// store outlives the service.
    void serve(Store& store);
    /// The opposite of serve().
    void close() noexcept { store_ = nullptr; }

    /// To be called after the store was changed without this service.
    void tell_head() const;

    /// Tells followers of what changes, and frees old blocks; lives until it is cancelled.
    awaitable<void> run();

    chain::Head head() const override { return store_ ? store_->head() : chain::Head{}; }
    std::uint64_t earliest() const override { return store_ ? store_->earliest() : 0; }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;

    awaitable<Result<chain::PackedItems>> packed_bodies(std::vector<Hash256> hashes,
                                                        chain::Budget budget) override;
    awaitable<Result<chain::PackedItems>> packed_receipts(std::vector<Hash256> hashes,
                                                          chain::Budget budget,
                                                          chain::ReceiptForm form) override;

    awaitable<Result<chain::Head>> append(std::vector<chain::StoredBlock> blocks) override;
    awaitable<Result<chain::Head>> replace(Hash256 ancestor,
                                           std::vector<chain::StoredBlock> blocks) override;
    std::uint64_t max_rewind() const override;
    awaitable<Result<chain::Head>> begin_at(chain::StoredBlock root,
                                            Uint256 total_difficulty) override;
    awaitable<Result<std::uint64_t>> prune(std::uint64_t below) override;
    awaitable<Result<chain::Head>> revise_total_difficulty(Hash256 block, Uint256 total) override;
    awaitable<Result<std::vector<chain::BlockRef>>> damaged() override;
    awaitable<Result<void>> mend(chain::StoredBlock block) override;
    void confirm_after(std::uint64_t blocks) override { followers_.confirm_after(blocks); }
    chain::ChainReader& reader() override { return *this; }

    std::uint64_t receipts_from() const override { return store_->receipts_from(); }
    std::uint64_t indexed_from() const override { return store_->indexed_from(); }
    awaitable<Result<std::uint64_t>> find_transaction(Hash256 hash) override;
    awaitable<Result<Uint256>> total_difficulty(Hash256 block) override;

private:
    template <class Work>
    awaitable<std::invoke_result_t<Work>> read(Work work);
    template <class Work>
    awaitable<Result<chain::Head>> write(Work work,
                                         std::vector<chain::StoredBlock>* appended = nullptr);
    awaitable<void> free_old_blocks();
    awaitable<void> index_old_blocks();
    bool has_old_blocks() const;
    std::uint64_t kept() const;
    template <class Work>
    awaitable<Result<std::uint64_t>> commit(Work& work, chain::Head& head,
                                            std::vector<chain::StoredBlock>* appended);

    Host& host_;
    Runtime& runtime_;
    Executor strand_;
    chain::HeadTracker* heads_;
    FollowerFeed followers_;
    serial::SerialQueue writing_;  // one write after the other, and followers hear in that order
    std::uint64_t keep_;
    Event grown_;
    TaskScope tasks_;
    Store* store_ = nullptr;
};

}  // namespace plexus::chainstore
