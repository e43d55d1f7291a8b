#include "known_hashes.hpp"

#include <cstring>

#include <kit/crypto/random.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t first_slots = 64;

/// Every bit of the result depends on every bit of the word (the finalizer of SplitMix64).
std::uint64_t mix(std::uint64_t word) noexcept {
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31U);
}

}  // namespace

KnownHashes::KnownHashes(std::size_t capacity) : capacity_(capacity) {}

KnownHashes::Mark KnownHashes::mark_of(const Hash256& hash) const noexcept {
    Mark mark = secret_;
    for (std::size_t at = 0; at < Hash256::size_bytes; at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, hash.data() + at, sizeof word);
        mark = mix(mark ^ word);
    }
    return mark;
}

/// The slot that has the mark, or the free one where it belongs.
std::size_t KnownHashes::find(Mark mark) const noexcept {
    const std::size_t wrap = slots_.size() - 1;
    std::size_t at = mark & wrap;
    while (slots_[at] != 0 && ring_[slots_[at] - 1] != mark) at = (at + 1) & wrap;
    return at;
}

bool KnownHashes::contains(const Hash256& hash) const {
    const std::scoped_lock lock(mutex_);
    return !slots_.empty() && slots_[find(mark_of(hash))] != 0;
}

bool KnownHashes::add(const Hash256& hash) {
    const std::scoped_lock lock(mutex_);
    if (slots_.empty()) begin();
    const Mark mark = mark_of(hash);
    if (slots_[find(mark)] != 0) return false;
    std::size_t place = ring_.size();
    if (place < capacity_) {
        ring_.push_back(mark);
        if (2 * ring_.size() > slots_.size()) grow();
    } else {
        place = oldest_;
        oldest_ = (oldest_ + 1) % capacity_;
        erase(ring_[place]);
        ring_[place] = mark;
    }
    slots_[find(mark)] = static_cast<Slot>(place + 1);
    return true;
}

/// Many sessions end before their peer has shown anything, and none of their tables is used.
void KnownHashes::begin() {
    secret_ = crypto::random_u64();
    slots_.resize(first_slots);
}

void KnownHashes::erase(Mark mark) noexcept {
    const std::size_t wrap = slots_.size() - 1;
    std::size_t hole = find(mark);
    slots_[hole] = 0;
    // Whatever stands behind the hole and was pushed past it moves up, or find() would miss it.
    for (std::size_t at = (hole + 1) & wrap; slots_[at] != 0; at = (at + 1) & wrap) {
        const std::size_t home = ring_[slots_[at] - 1] & wrap;
        if (((at - home) & wrap) < ((at - hole) & wrap)) continue;
        slots_[hole] = slots_[at];
        slots_[at] = 0;
        hole = at;
    }
}

void KnownHashes::grow() {
    slots_.assign(2 * slots_.size(), 0);
    for (std::size_t place = 0; place < ring_.size(); ++place) {
        slots_[find(ring_[place])] = static_cast<Slot>(place + 1);
    }
}

}  // namespace plexus::inline v1::eth
