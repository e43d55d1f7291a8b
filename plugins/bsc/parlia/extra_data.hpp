#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>

/// The extra data of a BSC header: 32 bytes of the sealer's choice; in the first block of an epoch
/// the validators; since Luban optionally votes for an earlier block; and the seal of 65 bytes.
/// @spec bnb-chain/bsc v1.8.0-alpha, consensus/parlia/parlia.go, getValidatorBytesFromHeader,
///       getVoteAttestationFromHeader
namespace plexus::inline v1::bsc {

/// The last 65 bytes; fewer if there are not as many.
BytesView seal(BytesView extra) noexcept;

/// The bytes before the seal.
BytesView unsealed(BytesView extra) noexcept;

/// Whether validators are followed by how many blocks each makes in a row: since Bohr.
enum class TurnLength : std::uint8_t { untold, told };

/// Addresses alone, at every 200th block.
bool is_extra_before_luban(BytesView extra, std::uint64_t number) noexcept;

/// Their count, then address and voting key of each. Epochs had 200 blocks, have 500 since Lorentz
/// and 1000 since Maxwell, but the change waits for the running one to end: a header alone cannot
/// show that its block begins an epoch, only that it does not.
bool is_extra_since_luban(BytesView extra, std::uint64_t number, TurnLength turns) noexcept;

}  // namespace plexus::inline v1::bsc
