#pragma once

#include <optional>
#include <string_view>

#include <kit/eth/types/uint256.hpp>

namespace plexus::devnet {

/// A number as go-ethereum writes it into JSON: decimal, or hexadecimal behind 0x. An empty text is
/// zero.
/// @returns nothing for any other text, or for more than 256 bits
std::optional<eth::Wide> parse_quantity(std::string_view text) noexcept;

/// @returns nothing if the number needs more than 64 bits
std::optional<std::uint64_t> narrow(const eth::Wide& value) noexcept;

}  // namespace plexus::devnet
