#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace plexus::metrics {

/// The values of the label `client`: a closed list, because peers choose their names themselves.
inline constexpr std::array<std::string_view, 8> client_families{
    "besu", "bsc", "erigon", "geth", "nethermind", "plexus", "reth", "other"};

/// Which of client_families a peer's client name begins with, whatever the case of its letters;
/// "other" if none.
/// @returns an index
std::size_t family_of(std::string_view client) noexcept;

}  // namespace plexus::metrics
