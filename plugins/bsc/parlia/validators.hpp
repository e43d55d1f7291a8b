#pragma once

#include <functional>
#include <mutex>
#include <span>

#include <api/async/clock.hpp>
#include <api/chain/finality_rules.hpp>
#include <api/core/shared_bytes.hpp>
#include <kit/net/lru_map.hpp>

#include "parlia.hpp"

namespace plexus::inline v1::bsc {

/// Which headers are checked.
enum class Seals : std::uint8_t {
    never,   ///< none
    known,   ///< the descendants of a block whose validator set is known
    always,  ///< those, and of all others the header alone
};

/// A block that the operator trusts.
struct Checkpoint {
    std::uint64_t number = 0;  ///< a multiple of most_epoch_length
    Hash256 hash{};
};

/// Reads `NUMBER:HASH`.
/// @errors ConfigError
Checkpoint read_checkpoint(const std::string& written);

/// The header rules of BSC: follows the validator set from header to header, from the genesis
/// block, the checkpoint, or headers that are stored.
///
/// Snapshots are kept by the hash of their block, so that every branch has its own, and the least
/// recently used ones go. A header whose parent has none is checked as far as is known: if it
/// belongs to the epoch of the best block that is known, its sealer must be one of the validators.
///
/// @thread any
class Validators final : public chain::FinalityRules {
public:
    using Now = std::function<WallTime()>;

    /// @param now  decides whether the best block is recent
    Validators(Parlia parlia, Seals seals, std::optional<Checkpoint> checkpoint, Now now);

    /// As HeaderRules::check().
    Result<void> check(BytesView header) const;

    /// By the snapshot behind the block. Without one, as in a node that stores no chain, by the
    /// votes in the header itself, which say nothing if they are absent.
    chain::Finality finality(BytesView header) const override;

    /// Whether an invented header is refused: the best block that was checked with a known set is
    /// recent, or all headers are checked.
    bool checks_seals() const noexcept;

    /// The hash of the chain's first block.
    const Hash256& genesis() const noexcept { return parlia_.genesis(); }

    /// Whether the set behind that block is here, or not needed.
    bool knows(const Hash256& hash) const;

    /// Rebuilds snapshots from headers of the own chain, which are trusted as far as the first
    /// epoch header among them: the validators are known 200 blocks behind it.
    /// @param headers  they follow each other, in ascending order
    /// @errors what check() says of the first header that breaks a rule
    Result<void> rebuild(std::span<const SharedBytes> headers) const;

private:
    bool concerns(const eth::Header& header) const;
    bool is_of_best_epoch(std::uint64_t number) const;
    Result<void> check_alone(const SealedHeader& header) const;
    Result<void> follow(const SealedHeader& header, const Snapshot& parent) const;
    Result<void> begin(const eth::Header& header, const Hash256& hash) const;
    SnapshotPtr find(const Hash256& hash) const;
    SnapshotPtr best() const;
    void keep(const SnapshotPtr& snapshot) const;

    Parlia parlia_;
    Seals seals_;
    std::optional<Checkpoint> checkpoint_;
    Now now_;

    // What has been learnt is no part of what the rules are: check() is const.
    mutable std::mutex mutex_;
    mutable net::LruMap<Hash256, SnapshotPtr> snapshots_;
    mutable SnapshotPtr best_{};  ///< the highest block with a known set
};

}  // namespace plexus::inline v1::bsc
