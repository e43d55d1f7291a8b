#include "bloom_bits.hpp"

#include <algorithm>
#include <cstring>

#include <api/core/assert.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr unsigned bits_in_bloom = Bloom::size_bytes * 8;

constexpr unsigned index_bits = 10;
constexpr std::size_t remembered = std::size_t{1} << index_bits;

/// Addresses stand in topics behind zeros, so the last bytes of a value tell the most.
std::size_t index_of(BytesView value) noexcept {
    constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;
    std::uint64_t tail = 0;
    std::memcpy(&tail, value.data() + value.size() - sizeof tail, sizeof tail);
    return (tail * golden_ratio) >> (64 - index_bits);
}

}  // namespace

BloomBits bloom_bits(BytesView value) noexcept {
    const Hash256 hash = crypto::keccak256(value);
    BloomBits bits{};
    for (std::size_t i = 0; i < bits.size(); ++i) {
        const auto pair = static_cast<unsigned>(hash.bytes[2 * i] << 8 | hash.bytes[2 * i + 1]);
        bits[i] = static_cast<std::uint16_t>(pair % bits_in_bloom);
    }
    return bits;
}

void add_to(Bloom& bloom, const BloomBits& bits) noexcept {
    for (const unsigned bit : bits) {
        std::uint8_t& byte = bloom.bytes[Bloom::size_bytes - 1 - bit / 8];
        byte = static_cast<std::uint8_t>(byte | 1U << bit % 8);
    }
}

bool contains(const Bloom& bloom, const BloomBits& bits) noexcept {
    return std::ranges::all_of(bits, [&bloom](unsigned bit) {
        return (bloom.bytes[Bloom::size_bytes - 1 - bit / 8] >> bit % 8 & 1U) != 0;
    });
}

BloomMemo::BloomMemo() : entries_(remembered) {}

const BloomBits& BloomMemo::bits_of(BytesView value) noexcept {
    PLEXUS_ASSERT(value.size() >= Address::size_bytes && value.size() <= Hash256::size_bytes);
    Entry& entry = entries_[index_of(value)];
    const bool known =
        entry.size == value.size() && std::equal(value.begin(), value.end(), entry.value.begin());
    if (known) return entry.bits;
    entry.value = {};
    std::ranges::copy(value, entry.value.bytes.begin());
    entry.size = value.size();
    entry.bits = bloom_bits(value);
    return entry.bits;
}

}  // namespace plexus::inline v1::eth
