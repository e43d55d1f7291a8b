#include "chain_writing.hpp"

#include "records.hpp"

namespace plexus::chainstore {

void ChainWriting::make_room(std::size_t count, std::size_t most, std::uint64_t last) {
    change_.begin = last + 1;
    std::size_t left = recent_.size();
    Cursor numbers{*this, Table::numbers};
    while (left > 0 && left + count > most) {
        const std::size_t part =
            (recent_.next_part() + change_.written++) % RecentNumbers::part_count;
        put_recent_begin(numbers, part, change_.begin);
        for (const NumberedHash& block : recent_.in(part)) {
            numbers.put(block.hash, key_of(block.number));
        }
        left -= recent_.in(part).size();
    }
}

/// Whether a hash belongs into memory and not into the table.
bool ChainWriting::is_recent(const Hash256& hash, std::uint64_t number) const {
    constexpr std::size_t count = RecentNumbers::part_count;
    const std::size_t part = RecentNumbers::part_of(hash);
    const std::size_t turn = (part + count - recent_.next_part()) % count;
    return number >= (turn < change_.written ? change_.begin : recent_.begin_of(part));
}

void ChainWriting::put_number(const Hash256& hash, std::uint64_t number) {
    if (is_recent(hash, number)) {
        change_.added.push_back({hash, number});
    } else {
        put(Table::numbers, hash, key_of(number));  // the chain became shorter after it was written
    }
}

void ChainWriting::erase_number(const Hash256& hash, std::uint64_t number) {
    if (is_recent(hash, number)) {
        change_.removed.push_back({hash, number});
    } else {
        erase(Table::numbers, hash);
    }
}

void ChainWriting::commit() {
    Writing::commit();
    recent_.apply(change_);
}

}  // namespace plexus::chainstore
