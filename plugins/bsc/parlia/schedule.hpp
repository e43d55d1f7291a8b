#pragma once

#include <cstdint>

#include <kit/eth/types/header.hpp>

#include <plugins/bsc/network/network.hpp>

namespace plexus::inline v1::bsc {

/// When the rules of Parlia changed: from which block number, or from which time in Unix seconds.
/// @spec bnb-chain/bsc v1.8.0-alpha, params/config.go
struct Schedule {
    std::uint64_t chain_id = 0;  ///< under every seal

    std::uint64_t luban = 0;   ///< number: validators have voting keys, headers have attestations
    std::uint64_t plato = 0;   ///< number: a bad attestation makes the header invalid
    std::uint64_t london = 0;  ///< number: no fork by time counts before it

    std::uint64_t cancun = 0;   ///< time: the fields for blobs
    std::uint64_t bohr = 0;     ///< time: turns of several blocks, told by the epoch header
    std::uint64_t prague = 0;   ///< time: the hash of requests
    std::uint64_t lorentz = 0;  ///< time: milliseconds, epochs of 500 blocks
    std::uint64_t maxwell = 0;  ///< time: epochs of 1000 blocks
    std::uint64_t fermi = 0;    ///< time: attestations for blocks before the parent

    /// The forks of a network of this release.
    static Schedule of(const Network& network);
};

/// Whether the fork by time is active in that block.
inline bool since(std::uint64_t fork_time, const Schedule& forks,
                  const eth::Header& header) noexcept {
    return header.number >= forks.london && header.time >= fork_time;
}

}  // namespace plexus::inline v1::bsc
