#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>

#include <api/chain/chain_reader.hpp>
#include <api/core/log.hpp>

#include "database.hpp"

namespace plexus::chainstore {

/// The canonical chain on disk, from the genesis block on without gaps.
///
/// @thread  any, but `append` from one at a time; every function but `head` may wait for the disk
/// @errors  Errc::storage_failed, and one line in the log that says why
class Store {
public:
    struct Place {
        std::filesystem::path folder;
        std::size_t map_bytes;  ///< the size that the file can grow to
    };

    /// Opens the store; a new one begins with that genesis block.
    /// @param genesis  the block, and the head that it makes
    /// @errors ConfigError: cannot be opened or mapped, or holds another chain
    Store(const Place& place, const chain::StoredBlock& genesis, const chain::Head& head,
          Logger log);

    chain::Head head() const;

    /// The head that the chain had at that number.
    /// @errors not_found
    Result<chain::Head> head_at(std::uint64_t number);

    /// @errors not_found
    Result<chain::StoredBlock> block(std::uint64_t number);

    // As ChainReader and ChainWriter have them.
    Result<chain::RawItems> headers(const chain::HeaderQuery& query, chain::Budget budget);
    Result<chain::RawItems> bodies(std::span<const Hash256> hashes, chain::Budget budget);
    Result<chain::RawItems> receipts(std::span<const Hash256> hashes, chain::Budget budget);
    Result<chain::Head> append(std::span<const chain::StoredBlock> blocks);

private:
    template <class Work>
    auto guarded(Work work) -> decltype(work());

    Result<chain::RawItems> values(Table table, std::span<const Hash256> hashes,
                                   chain::Budget budget);
    void begin(const chain::StoredBlock& genesis, const chain::Head& head);
    void publish(const chain::Head& head);
    void complain(const DatabaseError& error);

    Place place_;
    Logger log_;
    std::unique_ptr<Database> database_;
    std::atomic<bool> failing_ = false;  // so that a broken disk is told once, not at each request
    mutable std::mutex head_mutex_;      // 80 bytes: no lock-free value, and nobody holds it long
    chain::Head head_;
};

}  // namespace plexus::chainstore
