#include "path.hpp"

#include <algorithm>

namespace plexus::trie {

std::size_t shared_nibbles(BytesView left, BytesView right, std::size_t depth) noexcept {
    const std::size_t limit = std::min(nibble_count(left), nibble_count(right));
    std::size_t index = depth;
    while (index < limit && nibble(left, index) == nibble(right, index)) ++index;
    return index - depth;
}

Bytes pack_path(BytesView key, std::size_t begin, std::size_t end, PathEnd kind) {
    constexpr std::uint8_t leaf_flag = 0x20;
    constexpr std::uint8_t odd_flag = 0x10;
    std::uint8_t first = kind == PathEnd::leaf ? leaf_flag : 0;
    if ((end - begin) % 2 != 0) {
        first = static_cast<std::uint8_t>(first | odd_flag | nibble(key, begin));
        ++begin;
    }
    Bytes packed;
    packed.reserve(1 + (end - begin) / 2);
    packed.push_back(first);
    for (; begin < end; begin += 2) {
        packed.push_back(
            static_cast<std::uint8_t>(nibble(key, begin) << 4 | nibble(key, begin + 1)));
    }
    return packed;
}

}  // namespace plexus::trie
