#include "database.hpp"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace plexus::chainstore {
namespace {

constexpr std::array<const char*, table_count> table_names{"meta",      "headers", "bodies",
                                                           "receipts",  "totals",  "numbers",
                                                           "followers", "left",    "transactions"};
constexpr mdb_mode_t file_mode = 0644;

void check(const char* action, int code) {
    if (code != MDB_SUCCESS) throw DatabaseError{action, code};
}

/// Less address space than this is not worth a try.
constexpr std::size_t least_map_bytes = std::size_t{1} << 30;

/// As LMDB makes it for 126 readers.
constexpr off_t lock_file_bytes = 8192;

/// LMDB makes its lock file without space on the disk behind it, maps it and writes to it: on a
/// full disk that is SIGBUS.
void allocate_lock_file(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "lock.mdb";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode);
    if (file < 0) throw DatabaseError{"lock.mdb", errno};
    struct stat found {};
    const off_t bytes =
        ::fstat(file, &found) == 0 ? std::max(found.st_size, lock_file_bytes) : lock_file_bytes;
    const int allocated = ::posix_fallocate(file, 0, bytes);
    ::close(file);
    // Some file systems cannot tell; LMDB then has to do without.
    const bool unknown = allocated == EINVAL || allocated == EOPNOTSUPP;
    if (allocated != 0 && !unknown) throw DatabaseError{"lock.mdb", allocated};
}

MDB_val value_of(BytesView bytes) {
    // LMDB does not write through it, but its type cannot say so.
    return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}

}  // namespace

DatabaseError::DatabaseError(const char* action, int code)
    : std::runtime_error{std::string{action} + ": " + mdb_strerror(code)}, code_{code} {}

DatabaseError DatabaseError::damaged(const std::string& what) {
    return {what + " is damaged", MDB_CORRUPTED, 0};
}

DatabaseError DatabaseError::damaged_block(std::uint64_t number, const std::string& what) {
    DatabaseError error = damaged(what + std::to_string(number));
    error.block_ = number;
    return error;
}

DatabaseError DatabaseError::cut_off(std::uint64_t bytes, std::uint64_t expected) {
    return {"data.mdb was cut off or copied in part: it has " + std::to_string(bytes) + " of " +
                std::to_string(expected) + " bytes",
            MDB_CORRUPTED, 0};
}

bool DatabaseError::is_full() const noexcept { return code_ == MDB_MAP_FULL; }

Database::Database(const std::filesystem::path& folder, std::size_t map_bytes)
    : map_bytes_{map_bytes} {
    allocate_lock_file(folder);
    try {
        int opened = open_environment(folder);
        while (opened == ENOMEM && map_bytes_ / 2 >= least_map_bytes) {
            map_bytes_ /= 2;
            opened = open_environment(folder);
        }
        check("mdb_env_open", opened);
        check_size();
        open_tables();
    } catch (...) {
        mdb_env_close(env_);
        throw;
    }
}

Database::~Database() { mdb_env_close(env_); }

/// Makes the environment anew: one that could not be opened can only be closed.
int Database::open_environment(const std::filesystem::path& folder) {
    if (env_ != nullptr) mdb_env_close(std::exchange(env_, nullptr));
    check("mdb_env_create", mdb_env_create(&env_));
    check("mdb_env_set_mapsize", mdb_env_set_mapsize(env_, map_bytes_));
    check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(env_, table_count));
    // NOTLS: a read transaction's slot belongs to the transaction, not to the thread, so that one
    // thread of the pool may hold several. NORDAHEAD: peers ask for blocks here and there.
    const unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
    return mdb_env_open(env_, folder.c_str(), flags, file_mode);
}

void Database::open_tables() {
    int dead = 0;
    check("mdb_reader_check", mdb_reader_check(env_, &dead));  // slots of killed processes
    Writing making{*this};
    for (std::size_t i = 0; i < table_count; ++i) {
        check("mdb_dbi_open", mdb_dbi_open(making.txn_, table_names[i], MDB_CREATE, &tables_[i]));
    }
    making.commit();
}

/// LMDB maps the file without comparing its size with the last page that its meta page names.
/// Reading a page behind the end of the file is SIGBUS.
void Database::check_size() const {
    const std::uint64_t bytes = file_bytes();
    const std::uint64_t used = used_bytes();
    if (bytes < used) throw DatabaseError::cut_off(bytes, used);
}

std::uint64_t Database::file_bytes() const {
    int file = -1;
    check("mdb_env_get_fd", mdb_env_get_fd(env_, &file));
    struct stat found {};
    if (::fstat(file, &found) != 0) throw DatabaseError{"data.mdb", errno};
    return static_cast<std::uint64_t>(found.st_size);
}

std::uint64_t Database::used_bytes() const {
    MDB_envinfo info{};
    MDB_stat stat{};
    check("mdb_env_info", mdb_env_info(env_, &info));
    check("mdb_env_stat", mdb_env_stat(env_, &stat));
    return (std::uint64_t{info.me_last_pgno} + 1) * stat.ms_psize;
}

/// Makes the file as long as its meta page says. A transaction that allocates pages at the end and
/// frees them again does not write them; without this check_size() would take the file for one
/// that was cut off.
void Database::cover_last_page() {
    if (file_bytes() >= used_bytes()) return;
    // In a write transaction, so that no other process makes the file longer at the same time.
    MDB_txn* alone = nullptr;
    if (mdb_txn_begin(env_, nullptr, 0, &alone) != MDB_SUCCESS) return;
    const std::uint64_t used = used_bytes();
    int file = -1;
    const bool cover = mdb_env_get_fd(env_, &file) == MDB_SUCCESS && file_bytes() < used;
    // If this fails, the next commit tries again: what was committed before stays committed.
    if (cover && ::ftruncate(file, static_cast<off_t>(used)) != 0) errno = 0;
    mdb_txn_abort(alone);
}

Transaction::Transaction(Database& database, unsigned flags) : database_{database} {
    check("mdb_txn_begin", mdb_txn_begin(database.env_, nullptr, flags, &txn_));
}

Transaction::~Transaction() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
}

std::optional<BytesView> Transaction::get(Table table, BytesView key) const {
    MDB_val name = value_of(key);
    MDB_val found{};
    const int code = mdb_get(txn_, handle_of(table), &name, &found);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check("mdb_get", code);
    return BytesView{static_cast<const std::uint8_t*>(found.mv_data), found.mv_size};
}

std::optional<BytesView> Transaction::first_key(Table table) const {
    MDB_cursor* cursor = nullptr;
    check("mdb_cursor_open", mdb_cursor_open(txn_, handle_of(table), &cursor));
    MDB_val key{};
    MDB_val value{};
    const int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check("mdb_cursor_get", code);
    return BytesView{static_cast<const std::uint8_t*>(key.mv_data), key.mv_size};
}

std::size_t Transaction::size(Table table) const {
    MDB_stat stat{};
    check("mdb_stat", mdb_stat(txn_, handle_of(table), &stat));
    return stat.ms_entries;
}

Reading::Reading(Database& database) : Transaction(database, MDB_RDONLY) {}

void Writing::put(Table table, BytesView key, BytesView value) { put(table, key, value, 0); }

void Writing::append(Table table, BytesView key, BytesView value) {
    put(table, key, value, MDB_APPEND);
}

void Writing::put(Table table, BytesView key, BytesView value, unsigned flags) {
    MDB_val name = value_of(key);
    MDB_val data = value_of(value);
    check("mdb_put", mdb_put(txn_, handle_of(table), &name, &data, flags));
}

void Writing::erase(Table table, BytesView key) {
    MDB_val name = value_of(key);
    const int code = mdb_del(txn_, handle_of(table), &name, nullptr);
    if (code != MDB_NOTFOUND) check("mdb_del", code);
}

void Writing::commit() {
    // Whatever it returns, the transaction is gone.
    check("mdb_txn_commit", mdb_txn_commit(std::exchange(txn_, nullptr)));
    database_.cover_last_page();
}

}  // namespace plexus::chainstore
