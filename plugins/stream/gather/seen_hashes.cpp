#include "seen_hashes.hpp"

#include <cstring>

namespace plexus::stream {
namespace {

/// One round of a 64-bit mixer: every bit of the input changes half of the output.
/// @spec  MurmurHash3, fmix64
constexpr std::uint64_t mixed(std::uint64_t value) noexcept {
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccd;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53;
    return value ^ value >> 33;
}

}  // namespace

SeenHashes::SeenHashes(const std::array<std::uint64_t, 4>& key)
    : key_(key), recent_(places), older_(places) {}

bool SeenHashes::add(Kind kind, BytesView hash) {
    const std::uint64_t mark = fingerprint(kind, hash);
    if (contains(recent_, mark)) return false;
    const bool known = contains(older_, mark);
    if (count_ == remembered) {
        std::swap(recent_, older_);
        std::ranges::fill(recent_, 0);
        count_ = 0;
    }
    put(recent_, mark);
    ++count_;
    return !known;
}

std::uint64_t SeenHashes::fingerprint(Kind kind, BytesView hash) const noexcept {
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), hash.data(), std::min(hash.size(), sizeof words));
    std::uint64_t mark = static_cast<std::uint64_t>(kind);
    for (std::size_t i = 0; i < words.size(); ++i) mark = mixed(mark ^ words[i] ^ key_[i]);
    return mark == 0 ? 1 : mark;
}

bool SeenHashes::contains(const Table& table, std::uint64_t mark) noexcept {
    for (std::size_t at = mark % places; table[at] != 0; at = (at + 1) % places) {
        if (table[at] == mark) return true;
    }
    return false;
}

void SeenHashes::put(Table& table, std::uint64_t mark) noexcept {
    std::size_t at = mark % places;
    while (table[at] != 0) at = (at + 1) % places;
    table[at] = mark;
}

}  // namespace plexus::stream
