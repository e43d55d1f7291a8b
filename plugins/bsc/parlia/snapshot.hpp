#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <api/core/result.hpp>

#include "attestation.hpp"
#include "schedule.hpp"

namespace plexus::inline v1::bsc {

/// Who may seal blocks.
struct ValidatorSet {
    std::vector<Address> validators{};  ///< ascending, none twice, at least one
    std::uint64_t turn_length = 1;      ///< blocks that each makes in a row

    bool has(const Address& address) const;
    /// Whose turn a block is.
    const Address& in_turn(std::uint64_t number) const;
    /// How many blocks back a validator's seals are counted; also how many blocks behind an epoch
    /// header its validators come into force.
    std::uint64_t history() const noexcept;
};

using ValidatorSetPtr = std::shared_ptr<const ValidatorSet>;

struct Snapshot;
using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// A decoded header, its hash, and the address that its seal was recovered to.
struct SealedHeader {
    eth::Header header{};
    Hash256 hash{};
    Address sealer{};
};

/// What the rules for the next block depend on, after a block. Never changed once it is shared.
///
/// Equals BSC's own snapshot, except for what only its clock rules and its metrics need.
///
/// @spec bnb-chain/bsc v1.8.0-alpha, consensus/parlia/snapshot.go
struct Snapshot {
    /// Yields the snapshot of an earlier block by its hash; null if it is not here.
    using Find = std::function<SnapshotPtr(const Hash256&)>;

    std::uint64_t number = 0;
    std::uint64_t time = 0;  ///< Unix seconds
    Hash256 hash{};
    Hash256 parent{};
    std::uint64_t epoch_length = 0;

    ValidatorSetPtr active{};         ///< in force for the next block; null: not known
    ValidatorSetPtr pending{};        ///< of the last epoch header
    std::uint64_t pending_since = 0;  ///< the number of that header
    /// With an unknown set: from which block on the pending set is surely in force.
    std::uint64_t settles_at = 0;

    /// Who has sealed the last blocks; the last one this block.
    std::vector<Address> sealers{};
    /// Since Bohr: in which epoch the set was last changed.
    std::optional<std::uint64_t> changed_in{};

    std::optional<Justified> justified{};  ///< absent: not known
    /// The last finalised block; absent if none is known.
    std::optional<std::uint64_t> finalized{};

    bool sealed_recently(const Address& address) const;

    /// Checks the header by the rules that depend on earlier ones, and yields the snapshot after
    /// it. That the header is lawful by itself and is sealed by its coinbase has been checked.
    /// @param find  for the sets of blocks that are attested
    /// @errors Errc::invalid_data; Errc::bad_signature if the sealer is no validator
    Result<SnapshotPtr> apply(const SealedHeader& next, const Schedule& forks,
                              const Find& find) const;
};

/// The snapshot after a genesis block.
/// @errors Errc::invalid_data
Result<SnapshotPtr> snapshot_of_genesis(const eth::Header& header, const Hash256& hash,
                                        const Schedule& forks);

/// The snapshot after an epoch header that is trusted. Its validators come into force some blocks
/// later; how many depends on the set before them, which is not known. As in BSC, they count from
/// 200 blocks behind it on.
/// @param header  of a number that epoch headers of every length have: see most_epoch_length
/// @errors Errc::invalid_data
Result<SnapshotPtr> snapshot_of_epoch(const eth::Header& header, const Hash256& hash,
                                      const Schedule& forks);

/// The longest epoch. Blocks of its multiples begin an epoch under all forks.
inline constexpr std::uint64_t most_epoch_length = 1000;

}  // namespace plexus::inline v1::bsc
