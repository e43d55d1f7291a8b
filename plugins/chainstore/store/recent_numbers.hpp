#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <span>
#include <vector>

#include <api/core/bytes.hpp>

#include "database.hpp"

namespace plexus::chainstore {

/// A block by its hash.
struct NumberedHash {
    Hash256 hash{};
    std::uint64_t number = 0;
};

/// The numbers of the newest blocks by their hashes, which are not in the table yet.
///
/// Hashes hit the pages of a table at random, so that each block would copy and write a page of its
/// own. Here they are gathered in parts by their first bits. When there are too many, the part
/// whose turn it is is written: its hashes lie side by side in the table, several on a page. From
/// which block on a part's hashes are here stands in the table, so that they are found in the
/// headers after a crash.
///
/// @thread  any; `apply` and `read` from one at a time
class RecentNumbers {
public:
    /// 40 bytes each. With a million blocks in the table, four of them share a page.
    static constexpr std::size_t most = 65'536;
    /// So many that a part is short, and a hash is put into its place at once.
    static constexpr std::size_t part_count = 4096;

    /// By the first 12 bits.
    static std::size_t part_of(const Hash256& hash) noexcept {
        return std::size_t{hash.bytes[0]} << 4U | hash.bytes[1] >> 4U;
    }

    /// Reads what an earlier process kept, out of the headers up to `last`.
    void read(const Transaction& view, std::uint64_t last);
    /// Begins with a store whose table has all hashes up to `last`.
    void begin_behind(std::uint64_t last);

    std::size_t size() const;

    /// A hash is not to be relied on: it may be of a chain that was just left, or not committed.
    /// @returns nothing if it is not here. A block that was written into the table meanwhile is in
    ///          every view that is opened after this call
    std::optional<std::uint64_t> find(const Hash256& hash) const;

    /// The first block whose hash is here, if it is of that part: those below are in the table.
    std::uint64_t begin_of(std::size_t part) const { return parts_[part].begin; }
    /// The part that is to be written next, which was not for the longest time.
    std::size_t next_part() const noexcept { return next_part_; }
    /// The hashes of a part, in order.
    std::span<const NumberedHash> in(std::size_t part) const { return parts_[part].hashes; }

    struct Change {
        std::size_t written = 0;  ///< how many parts from next_part() on are in the table now
        std::uint64_t begin = 0;  ///< from which block on these parts are here now
        std::vector<NumberedHash> removed{};
        std::vector<NumberedHash> added{};
    };
    /// What a transaction that was committed changed.
    void apply(const Change& change);

private:
    struct Part {
        std::uint64_t begin = 0;
        std::vector<NumberedHash> hashes{};
    };

    void add(const NumberedHash& block);
    void remove(const Hash256& hash);

    mutable std::shared_mutex mutex_;
    std::array<Part, part_count> parts_{};
    std::size_t next_part_ = 0;
    std::size_t size_ = 0;
};

/// The records of what is not in the table.
void put_recent_begin(Cursor& numbers, std::size_t part, std::uint64_t begin);
/// For all parts: the table has everything up to `last`.
void put_all_written(Writing& writing, std::uint64_t last);

}  // namespace plexus::chainstore
