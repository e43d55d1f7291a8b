#pragma once

#include <cstddef>
#include <cstdint>

namespace plexus::rlp {

// The first byte of an item says what it is. Ethereum Yellow Paper, appendix B.
inline constexpr std::uint8_t string_base = 0x80;  ///< below it, the byte is the string
inline constexpr std::uint8_t list_base = 0xc0;    ///< from here on it begins a list
inline constexpr std::size_t short_limit = 55;     ///< above it, the size has bytes of its own

}  // namespace plexus::rlp
