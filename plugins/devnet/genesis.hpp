#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <api/core/uint256.hpp>

#include "forks.hpp"

namespace plexus::devnet {

/// An account that the chain begins with.
struct Account {
    Uint256 balance{};
    std::uint64_t nonce = 0;
    Bytes code{};
    std::map<Hash256, Hash256> storage{};
};

/// A genesis file in the format of go-ethereum, or of BSC, which has that format.
/// @spec ethereum/go-ethereum, core/genesis.go, Genesis
struct Genesis {
    Rules rules{};
    std::uint64_t nonce = 0;
    std::uint64_t time = 0;
    Bytes extra{};
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    Uint256 difficulty{};
    Hash256 mix_digest{};
    Hash256 parent{};
    Address coinbase{};
    std::optional<Uint256> base_fee{};
    std::optional<std::uint64_t> blob_gas_used{};
    std::optional<std::uint64_t> excess_blob_gas{};
    std::optional<std::uint64_t> slot_number{};
    std::map<Address, Account> accounts{};
};

/// @param name  how errors call the file
/// @errors ConfigError
Genesis parse_genesis(std::string_view json, const std::string& name);

/// @errors ConfigError
Genesis load_genesis(const std::filesystem::path& file);

}  // namespace plexus::devnet
