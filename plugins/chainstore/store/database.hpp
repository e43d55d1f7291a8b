#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include <api/core/bytes.hpp>

struct MDB_cursor;
struct MDB_env;
struct MDB_txn;

namespace plexus::chainstore {

/// What LMDB refused, as a sentence. Thrown inside this plugin only: see Store.
class DatabaseError : public std::runtime_error {
public:
    /// @param code  of LMDB, or of the system if positive
    DatabaseError(const char* action, int code);

    /// A record that this program never wrote.
    /// @param what  such as "the head", to be followed by "is damaged"
    static DatabaseError damaged(const std::string& what);

    /// A block whose stored bytes are not what was written.
    static DatabaseError damaged_block(std::uint64_t number, const std::string& what = "block ");

    /// A file that has fewer bytes than its own meta page says.
    static DatabaseError cut_off(std::uint64_t bytes, std::uint64_t expected);

    /// A file whose B-trees are not as LMDB writes them.
    /// @param what  the beginning of a sentence
    static DatabaseError damaged_pages(const std::string& what);

    int code() const noexcept { return code_; }
    /// The file has reached the size of the map.
    bool is_full() const noexcept;
    /// The block that is damaged, if one is.
    const std::optional<std::uint64_t>& block() const noexcept { return block_; }

private:
    DatabaseError(const std::string& sentence, int code, int)
        : runtime_error{sentence}, code_{code} {}

    int code_;
    std::optional<std::uint64_t> block_{};
};

enum class Table : std::uint8_t {
    meta,
    headers,       ///< by number
    bodies,        ///< by number
    receipts,      ///< by number
    totals,        ///< total difficulty by number
    numbers,       ///< number by hash
    followers,     ///< what a follower was told of last, by its name
    left,          ///< blocks that are on the chain no longer, by number and hash: their parents
    transactions,  ///< number of its block by hash, if the store keeps that index
};
inline constexpr std::size_t table_count = 9;

/// As it is called in the file.
const char* name_of(Table table);

/// What may be done with a database.
enum class Access : std::uint8_t {
    write,
    read,  ///< nothing in the folder is changed, so that the file system may be read-only
};

/// The data file of a folder.
std::filesystem::path data_file(const std::filesystem::path& folder);

/// One LMDB environment with our tables.
///
/// LMDB trusts what it maps. So the B-trees of a file are walked before, unless the file is larger
/// than most_walked_bytes and was closed cleanly.
///
/// @thread  any; every transaction belongs to one thread at a time
class Database {
public:
    /// A file of that size is walked in a second or two, and at every start.
    static constexpr std::uint64_t most_walked_bytes = std::uint64_t{1} << 30;

    /// Opens the database in an existing folder, or makes it. A lock file without space behind it,
    /// or a data file that was cut off, makes LMDB fail with SIGBUS: both are found before.
    /// @param map_bytes  how much address space it may take at most; less if there is not as much
    /// @errors DatabaseError
    Database(const std::filesystem::path& folder, std::size_t map_bytes,
             Access access = Access::write);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// How far the file can grow.
    std::size_t map_bytes() const noexcept { return map_bytes_; }

    /// Walks the B-trees, whatever the size of the file.
    /// @errors DatabaseError if they are damaged
    void check_pages() const;

private:
    friend class Transaction;
    friend class Writing;

    void open_checked();
    int open_environment();
    void open_tables();
    void make_tables();
    bool was_closed() const;
    std::string mark_of_now() const;
    void check_size() const;
    void check_not_shorter() const;
    void check_commit(int code) const;
    void cover_last_page();
    std::uint64_t file_bytes() const;
    std::uint64_t used_bytes() const;

    std::filesystem::path folder_;
    MDB_env* env_ = nullptr;
    std::array<std::optional<unsigned>, table_count> tables_{};
    std::size_t map_bytes_ = 0;
    Access access_;
    /// What the file had at least at the last commit of this process. It never becomes shorter,
    /// unless somebody cuts it off.
    std::atomic<std::uint64_t> known_bytes_ = 0;
};

/// A consistent view of the database. Keep it short: the pages it sees cannot be used again.
///
/// @errors  all functions throw DatabaseError
class Transaction {
public:
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// @returns a view into the file, valid until the end of the transaction or its next write
    std::optional<BytesView> get(Table table, BytesView key) const;

    /// @returns the first key of a table, valid as above; nothing if the table is empty
    std::optional<BytesView> first_key(Table table) const;

    /// How many keys a table has.
    std::size_t size(Table table) const;

protected:
    friend class Cursor;
    friend class Database;

    Transaction(Database& database, unsigned flags);
    ~Transaction();

    /// @returns nothing if an older program made the database, and it is open for reading only
    std::optional<unsigned> handle_of(Table table) const {
        return database_.tables_[static_cast<std::size_t>(table)];
    }

    Database& database_;
    MDB_txn* txn_ = nullptr;
};

class Reading : public Transaction {
public:
    explicit Reading(Database& database);
};

/// The write transaction; LMDB has one at a time. Without commit() nothing is written.
class Writing : public Transaction {
public:
    explicit Writing(Database& database) : Transaction(database, 0) {}

    void put(Table table, BytesView key, BytesView value);
    /// `put` of a key behind all others of that table: fills the pages without gaps.
    void append(Table table, BytesView key, BytesView value);
    /// Does nothing if the table has no such key.
    void erase(Table table, BytesView key);

    /// Returns once everything is on the disk.
    void commit();

private:
    void put(Table table, BytesView key, BytesView value, unsigned flags);
};

/// A place in a table, for keys that come in order: the next one is looked at first, and needs no
/// search. It must end before its transaction.
class Cursor {
public:
    Cursor(const Transaction& view, Table table);
    ~Cursor();
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    /// As Transaction::get().
    std::optional<BytesView> get(BytesView key);

    /// In a write transaction.
    void put(BytesView key, BytesView value);

private:
    MDB_cursor* cursor_ = nullptr;
    bool was_found_ = false;
};

}  // namespace plexus::chainstore
