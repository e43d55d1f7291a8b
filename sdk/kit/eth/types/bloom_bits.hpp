#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <kit/eth/types/header.hpp>

namespace plexus::inline v1::eth {

/// The three bits that an address or a topic sets in a bloom.
/// @spec Ethereum Yellow Paper, 4.3.1, the function M
using BloomBits = std::array<std::uint16_t, 3>;

/// Hashes the value.
BloomBits bloom_bits(BytesView value) noexcept;

/// Sets the bits.
void add_to(Bloom& bloom, const BloomBits& bits) noexcept;

/// Whether all the bits are set: the block may have the value.
bool contains(const Bloom& bloom, const BloomBits& bits) noexcept;

/// Remembers the bits of values that were seen before: the logs of a block name the same contracts
/// and events over and over. Its size is fixed; a value that another one has displaced is hashed
/// again.
class BloomMemo {
public:
    BloomMemo();

    /// As bloom_bits.
    /// @param value  an address or a topic
    const BloomBits& bits_of(BytesView value) noexcept;

private:
    struct Entry {
        Hash256 value{};       // filled up with zeros
        std::size_t size = 0;  // of the value; 0 while nothing is remembered here
        BloomBits bits{};
    };

    std::vector<Entry> entries_;
};

}  // namespace plexus::inline v1::eth
