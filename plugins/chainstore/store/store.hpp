#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/chain/header_query.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/core/log.hpp>
#include <api/core/result.hpp>
#include <api/plugin/config_error.hpp>

#include "chain_writing.hpp"
#include "database.hpp"
#include "recent_numbers.hpp"
#include "records.hpp"
#include "told_failures.hpp"

namespace plexus::chainstore {

/// What a follower is told next.
struct FollowerStep {
    std::vector<chain::BlockRef> removed{};  ///< from what it was told of last down
    FollowerPlace at{};                      ///< where it is then: what the added blocks follow
    Hash256 parent{};                        ///< of the block there, if it is in the store
    std::vector<chain::StoredBlock> added{};
    /// How many blocks above `at` are in the store no longer, so that `added` does not follow it.
    std::uint64_t missed = 0;
    bool lost = false;  ///< where it was is not known, and it begins anew at `at`

    /// Whether no more blocks fit into the step.
    bool is_full() const noexcept;
    void add(chain::StoredBlock block);

private:
    std::size_t bytes_ = 0;  ///< of `added`
};

/// The file of the store is not as LMDB writes it; `plexus repair` saves what is good.
class DamagedStore : public ConfigError {
public:
    using ConfigError::ConfigError;
};

/// The canonical chain on disk, without gaps from its first block on. Changing it is in
/// store_writing.cpp.
///
/// @thread  any, but what changes the chain from one at a time; every function but `head`,
///          `earliest` and `receipts_from` may wait for the disk
/// @errors  Errc::storage_failed, and one line in the log that says why
class Store {
public:
    /// How many blocks one replace() leaves behind at most: the transaction and the list of what
    /// was removed are held in memory.
    static constexpr std::uint64_t most_rewound = 65'536;

    struct Location {
        std::filesystem::path folder;
        std::size_t map_bytes = 0;  ///< the size that the file can grow to
        std::uint64_t max_rewind = most_rewound;
        bool index_transactions = false;                ///< whether they are found by hash
        std::size_t most_recent = RecentNumbers::most;  ///< numbers that are kept out of the table
        Access access = Access::write;                  ///< with Access::read every change fails
    };

    /// How many blocks one prune() frees: so many pages that one transaction can hold.
    static constexpr std::uint64_t blocks_of_a_pruning = 1024;

    /// Opens the store; a new one begins with that genesis block.
    /// @param genesis  the block, and the head that it makes
    /// @errors ConfigError: cannot be opened or mapped, or holds another chain; DamagedStore
    Store(const Location& place, const chain::StoredBlock& genesis, const chain::Head& head,
          Logger log);

    chain::Head head() const;
    std::uint64_t earliest() const;
    std::uint64_t receipts_from() const;
    std::uint64_t max_rewind() const noexcept { return place_.max_rewind; }

    // indexing.cpp: the index of transactions, as chain::StoredHistory has it.

    std::uint64_t indexed_from() const;
    /// @errors not_found
    Result<std::uint64_t> find_transaction(const Hash256& hash);
    /// Indexes some more of the blocks that were stored without the index, from the head down.
    /// @returns whether there are more
    Result<bool> index_more();

    /// The head that the chain had at that number.
    /// @errors not_found
    Result<chain::Head> head_at(std::uint64_t number);

    /// @errors not_found
    Result<Hash256> hash_at(std::uint64_t number);

    /// @errors not_found
    Result<std::uint64_t> number_of_hash(const Hash256& hash);

    /// As chain::StoredHistory has it.
    /// @errors not_found
    Result<Uint256> total_difficulty(const Hash256& block);

    /// @errors not_found
    Result<chain::StoredBlock> block(std::uint64_t number);

    // As ChainReader and ChainWriter have them.
    Result<chain::RawItems> headers(const chain::HeaderQuery& query, chain::Budget budget);
    Result<chain::RawItems> bodies(std::span<const Hash256> hashes, chain::Budget budget);
    Result<chain::RawItems> receipts(std::span<const Hash256> hashes, chain::Budget budget);
    Result<chain::PackedItems> packed_bodies(std::span<const Hash256> hashes, chain::Budget budget);
    Result<chain::PackedItems> packed_receipts(std::span<const Hash256> hashes,
                                               chain::Budget budget, chain::ReceiptForm form);
    Result<chain::Head> append(std::span<const chain::StoredBlock> blocks);
    Result<chain::Head> replace(const Hash256& ancestor,
                                std::span<const chain::StoredBlock> blocks);
    Result<chain::Head> begin_at(const chain::StoredBlock& root, const Uint256& total_difficulty);

    /// Removes the blocks above a number, whatever their records look like.
    /// @returns the head that is left
    /// @errors  limit_exceeded if they are more than max_rewind()
    Result<chain::Head> cut_above(std::uint64_t number);

    /// Walks the pages of the file; blocks are not looked at.
    /// @errors DamagedStore
    void check_pages() const;

    /// Writes the contents of a stored block anew.
    /// @param block  verified by the caller
    /// @errors not_found if the chain has another block of that number
    Result<void> mend(const chain::StoredBlock& block);

    /// Sets the total difficulty up to a block, as ChainWriter has it.
    Result<chain::Head> revise_total_difficulty(const Hash256& block, const Uint256& total);

    /// The blocks that were found damaged when they were read, a few at a time. Those that the
    /// chain has no longer are forgotten.
    Result<std::vector<chain::BlockRef>> damaged();

    // following.cpp: what followers were told.

    /// The block on which so many others stand, or the first one.
    Result<FollowerPlace> confirmed(std::uint64_t confirmations);

    /// @errors not_found if the follower is not known
    Result<FollowerPlace> follower(std::string_view name);

    /// Remembers what a follower was told of last. Beside a change of the chain, too.
    Result<void> put_follower(std::string_view name, const FollowerPlace& place);

    /// The way of a follower from what it was told of last to the confirmed block: what it leaves,
    /// and the next blocks, in an amount that fits into memory.
    Result<FollowerStep> step_of_follower(const FollowerPlace& told, std::uint64_t confirmations);

    /// Frees some of the blocks below a number.
    /// @returns the number of the first block that is left; to be called again while that is lower
    ///          than the number and the head's
    Result<std::uint64_t> prune(std::uint64_t below);

private:
    /// Runs it, and turns what the database refuses into storage_failed and a line in the log.
    template <class Work>
    auto guarded(Work work) -> decltype(work()) {
        try {
            return work();
        } catch (const DatabaseError& error) {
            complain(error);
            return Errc::storage_failed;
        }
    }

    /// Adds the values to a response.
    template <class Builder>
    Result<Builder> gather(Table table, std::span<const Hash256> hashes, chain::Budget budget,
                           Builder response);
    void begin(const chain::StoredBlock& genesis, const chain::Head& head);
    void begin_reading(const Hash256& genesis);
    void read_recent(const Transaction& view, std::uint64_t found_format, std::uint64_t last);
    void begin_new(ChainWriting& writing, const chain::StoredBlock& genesis,
                   const chain::Head& head);
    chain::Head stored_head(const Transaction& view, std::uint64_t found_format) const;
    StoredSpan opened_span(const Transaction& view, const chain::Head& stored) const;
    void check_genesis(const Transaction& view, const Hash256& genesis) const;
    Result<chain::Head> extend(ChainWriting& writing, chain::Head tip,
                               std::span<const chain::StoredBlock> blocks);
    void commit(ChainWriting& writing, const chain::Head& head);
    void commit(ChainWriting& writing, const chain::Head& head, std::uint64_t indexed_from);
    chain::BlockRef remove(ChainWriting& writing, std::uint64_t number);
    std::optional<std::uint64_t> number_in(const ChainWriting& writing, const Hash256& hash) const;
    void index(Writing& writing, const chain::StoredBlock& block);
    void unindex(Writing& writing, std::uint64_t number);
    void publish(const chain::Head& head, const StoredSpan& span);
    void complain(const DatabaseError& error);
    void note_damage(std::uint64_t number);
    void forget_damage(std::uint64_t number);

    Location place_;
    Logger log_;
    std::unique_ptr<Database> database_;
    RecentNumbers recent_{};
    ToldFailures told_;
    mutable std::mutex head_mutex_;  // 88 bytes: no lock-free value, and nobody holds it long
    chain::Head head_;
    StoredSpan span_{};
    std::mutex damaged_mutex_;
    std::set<std::uint64_t> damaged_{};
};

}  // namespace plexus::chainstore
