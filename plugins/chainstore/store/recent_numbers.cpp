#include "recent_numbers.hpp"

#include <algorithm>
#include <mutex>

#include "records.hpp"

namespace plexus::chainstore {
namespace {

/// The first bits of the hashes, so that the record stands before them, on a page that is written
/// with them.
FixedBytes<2> key_of_part(std::size_t part) {
    return {{static_cast<std::uint8_t>(part >> 4U), static_cast<std::uint8_t>(part << 4U)}};
}

auto place_of(auto& hashes, const Hash256& hash) {
    return std::ranges::lower_bound(hashes, hash, {}, &NumberedHash::hash);
}

}  // namespace

void put_recent_begin(Cursor& numbers, std::size_t part, std::uint64_t begin) {
    numbers.put(key_of_part(part), key_of(begin));
}

void put_all_written(Writing& writing, std::uint64_t last) {
    Cursor numbers{writing, Table::numbers};
    for (std::size_t part = 0; part < RecentNumbers::part_count; ++part) {
        put_recent_begin(numbers, part, last + 1);
    }
}

void RecentNumbers::read(const Transaction& view, std::uint64_t last) {
    std::uint64_t first = last + 1;
    for (std::size_t part = 0; part < part_count; ++part) {
        const auto begin = view.get(Table::numbers, key_of_part(part));
        parts_[part].begin = begin ? number_from(*begin) : 0;
        if (parts_[part].begin >= first) continue;
        first = parts_[part].begin;
        next_part_ = part;
    }
    first = std::max(first, first_header(view).value_or(first));
    for (std::uint64_t number = first; number <= last; ++number) {
        // Without a good header here and behind it there is none, until one of them is mended.
        const std::optional<Hash256> hash = canonical_hash(view, number);
        if (hash && number >= begin_of(part_of(*hash))) add({*hash, number});
    }
}

void RecentNumbers::begin_behind(std::uint64_t last) {
    for (Part& part : parts_) part.begin = last + 1;
}

std::size_t RecentNumbers::size() const {
    const std::shared_lock lock{mutex_};
    return size_;
}

std::optional<std::uint64_t> RecentNumbers::find(const Hash256& hash) const {
    const std::shared_lock lock{mutex_};
    const std::vector<NumberedHash>& hashes = parts_[part_of(hash)].hashes;
    const auto found = place_of(hashes, hash);
    if (found == hashes.end() || found->hash != hash) return std::nullopt;
    return found->number;
}

void RecentNumbers::apply(const Change& change) {
    const std::unique_lock lock{mutex_};
    for (std::size_t i = 0; i < change.written; ++i) {
        Part& part = parts_[next_part_];
        size_ -= part.hashes.size();
        part.hashes.clear();
        part.begin = change.begin;
        next_part_ = (next_part_ + 1) % part_count;
    }
    for (const NumberedHash& block : change.removed) remove(block.hash);
    for (const NumberedHash& block : change.added) add(block);
}

void RecentNumbers::add(const NumberedHash& block) {
    std::vector<NumberedHash>& hashes = parts_[part_of(block.hash)].hashes;
    const auto place = place_of(hashes, block.hash);
    if (place != hashes.end() && place->hash == block.hash) return;
    hashes.insert(place, block);
    ++size_;
}

void RecentNumbers::remove(const Hash256& hash) {
    std::vector<NumberedHash>& hashes = parts_[part_of(hash)].hashes;
    const auto place = place_of(hashes, hash);
    if (place == hashes.end() || place->hash != hash) return;
    hashes.erase(place);
    --size_;
}

}  // namespace plexus::chainstore
