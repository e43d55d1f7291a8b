#pragma once

#include "database.hpp"
#include "recent_numbers.hpp"

namespace plexus::chainstore {

/// A write transaction that changes the chain. What it does to the recent numbers counts once it
/// is committed.
class ChainWriting : public Writing {
public:
    ChainWriting(Database& database, RecentNumbers& recent) : Writing{database}, recent_{recent} {}

    /// Writes recent numbers into the table until there is room for so many more. Before anything
    /// else of the transaction.
    /// @param last  the number of the head
    void make_room(std::size_t count, std::size_t most, std::uint64_t last);

    void put_number(const Hash256& hash, std::uint64_t number);
    void erase_number(const Hash256& hash, std::uint64_t number);

    void commit();

private:
    bool is_recent(const Hash256& hash, std::uint64_t number) const;

    RecentNumbers& recent_;
    RecentNumbers::Change change_{};
};

}  // namespace plexus::chainstore
