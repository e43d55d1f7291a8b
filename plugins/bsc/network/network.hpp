#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace plexus::inline v1::bsc {

/// Forks that are activated together, and when.
struct NamedForks {
    std::string_view names;
    std::uint64_t from;  ///< a block number, or Unix seconds
};

/// One of BSC's networks as plain data.
/// @spec bnb-chain/bsc: params/config.go, params/bootnodes.go, core/genesis.go
struct Network {
    std::string_view name;
    std::uint64_t id;
    std::string_view genesis_header;  ///< RLP, in hexadecimal
    std::span<const NamedForks> block_forks;
    std::span<const NamedForks> time_forks;
    std::span<const std::string_view> bootnodes;
    std::span<const std::string_view> static_nodes;
};

/// The block number or time of a fork, by its name, in either list; an unknown name is a defect.
std::uint64_t fork_from(const Network& network, std::string_view name);

const Network& mainnet() noexcept;
const Network& chapel() noexcept;

}  // namespace plexus::inline v1::bsc
