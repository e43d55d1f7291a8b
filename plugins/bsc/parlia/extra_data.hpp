#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>

#include "schedule.hpp"

/// The extra data of a BSC header: 32 bytes of the sealer's choice; in the first block of an epoch
/// the validators; since Luban optionally an attestation of votes for an earlier block; and the
/// seal of 65 bytes. This is the one place that knows the layout.
/// @spec bnb-chain/bsc v1.8.0-alpha, consensus/parlia/parlia.go, getValidatorBytesFromHeader,
///       getVoteAttestationFromHeader; consensus/parlia/snapshot.go, parseTurnLength
namespace plexus::inline v1::bsc {

/// The last 65 bytes; fewer if there are not as many.
BytesView seal(BytesView extra) noexcept;

/// The bytes before the seal.
BytesView unsealed(BytesView extra) noexcept;

/// How the middle of the extra data is written.
enum class ExtraForm : std::uint8_t {
    addresses,  ///< validators are addresses; no attestation
    counted,    ///< since Luban: their count, then address and voting key of each
    turns,      ///< since Bohr: and then how many blocks each makes in a row
};

/// The form that the header's block has by the forks.
ExtraForm form_of(const Schedule& forks, const eth::Header& header) noexcept;

/// Whether a block begins an epoch.
enum class EpochPosition : std::uint8_t { epoch, between };

/// What stands between the first 32 bytes and the seal.
struct ExtraParts {
    std::vector<Address> validators{};          ///< as written; empty between epochs
    std::optional<std::uint8_t> turn_length{};  ///< with ExtraForm::turns, in an epoch header
    BytesView attestation{};                    ///< the rest, unchecked; into the extra data
};

/// @errors Errc::invalid_data
Result<ExtraParts> split_extra(BytesView extra, ExtraForm form, EpochPosition position);

/// Whether a block can begin an epoch, by its number alone. Epochs had 200 blocks, have 500 since
/// Lorentz and 1000 since Maxwell, but a new length waits for the running epoch to end.
bool can_begin_epoch(std::uint64_t number, ExtraForm form) noexcept;

/// Whether it can be another block of an epoch.
bool can_be_between(std::uint64_t number, ExtraForm form) noexcept;

}  // namespace plexus::inline v1::bsc
