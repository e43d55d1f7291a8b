#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace plexus::bsc {

/// Forks that come at once, and when.
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
};

const Network& mainnet() noexcept;
const Network& chapel() noexcept;

}  // namespace plexus::bsc
