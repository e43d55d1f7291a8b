#pragma once

#include <cstddef>
#include <cstdint>

#include <api/core/bytes.hpp>

namespace plexus::trie {

// A key is walked in half bytes, high one first.

/// The half byte at `index`, 0 to 15; the high half of a byte comes first.
/// @param index  below `nibble_count(key)`
inline std::uint8_t nibble(BytesView key, std::size_t index) noexcept {
    const std::uint8_t byte = key[index / 2];
    return static_cast<std::uint8_t>(index % 2 == 0 ? byte >> 4 : byte & 0x0f);
}

/// Twice the bytes of the key.
inline std::size_t nibble_count(BytesView key) noexcept { return key.size() * 2; }

/// How many nibbles two keys share from `depth` on.
std::size_t shared_nibbles(BytesView left, BytesView right, std::size_t depth) noexcept;

/// What follows a packed path: another node, or the value.
enum class PathEnd : std::uint8_t { extension, leaf };

/// The nibbles in [begin, end) as a node holds them: packed, behind a flag for what follows and for
/// an odd count.
/// @spec  Ethereum Yellow Paper, appendix C, "Hex-Prefix Encoding"
Bytes pack_path(BytesView key, std::size_t begin, std::size_t end, PathEnd kind);

}  // namespace plexus::trie
