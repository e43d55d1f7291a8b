#include "keccak.hpp"

#include <bit>
#include <cstring>

#include <kit/crypto/keccak_f1600.hpp>

namespace plexus::crypto {
namespace {

constexpr std::size_t lane_bytes = sizeof(std::uint64_t);
constexpr std::size_t rate = 136;  // 1600 bits, less twice the 256 of the digest
static_assert(std::endian::native == std::endian::little, "lanes are loaded as they stand");

constexpr std::uint64_t lane_of(std::uint8_t byte, std::size_t position) noexcept {
    return std::uint64_t{byte} << 8 * (position % lane_bytes);
}

// XORs bytes into the state from `position`, within one block.
void add(KeccakState& state, std::size_t position, BytesView data) noexcept {
    const std::uint8_t* next = data.data();
    const std::uint8_t* const end = next + data.size();
    for (; next != end && position % lane_bytes != 0; ++next, ++position)
        state[position / lane_bytes] ^= lane_of(*next, position);
    for (; end - next >= static_cast<std::ptrdiff_t>(lane_bytes);
         next += lane_bytes, position += lane_bytes) {
        std::uint64_t lane = 0;
        std::memcpy(&lane, next, lane_bytes);
        state[position / lane_bytes] ^= lane;
    }
    for (; next != end; ++next, ++position)
        state[position / lane_bytes] ^= lane_of(*next, position);
}

// The first of the padding's bits is 0x01 here; in SHA-3 it would be 0x06.
Hash256 squeeze(KeccakState& state, std::size_t filled) noexcept {
    state[filled / lane_bytes] ^= lane_of(0x01, filled);
    state[rate / lane_bytes - 1] ^= lane_of(0x80, rate - 1);
    permute(state);
    Hash256 hash;
    std::memcpy(hash.data(), state.data(), hash.size());
    return hash;
}

}  // namespace

void Keccak256::update(BytesView data) noexcept {
    while (data.size() >= rate - filled_) {
        const std::size_t taken = rate - filled_;
        add(state_, filled_, data.first(taken));
        permute(state_);
        data = data.subspan(taken);
        filled_ = 0;
    }
    add(state_, filled_, data);
    filled_ += data.size();
}

Hash256 Keccak256::digest() const noexcept {
    KeccakState state = state_;
    return squeeze(state, filled_);
}

Hash256 keccak256(BytesView data) noexcept { return keccak256({data}); }

Hash256 keccak256(std::initializer_list<BytesView> parts) noexcept {
    Keccak256 hash;
    for (const BytesView part : parts) hash.update(part);
    return hash.digest();
}

}  // namespace plexus::crypto
