#include "database.hpp"

#include <lmdb.h>
#include <string>
#include <utility>

namespace plexus::chainstore {
namespace {

constexpr std::array<const char*, table_count> table_names{"meta",     "headers", "bodies",
                                                           "receipts", "totals",  "numbers"};
constexpr mdb_mode_t file_mode = 0644;

void check(const char* action, int code) {
    if (code != MDB_SUCCESS) throw DatabaseError{action, code};
}

MDB_val value_of(BytesView bytes) {
    // LMDB does not write through it, but its type cannot say so.
    return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}

}  // namespace

DatabaseError::DatabaseError(const char* action, int code)
    : std::runtime_error{std::string{action} + ": " + mdb_strerror(code)}, code_{code} {}

DatabaseError DatabaseError::damaged(const char* action) { return {action, MDB_CORRUPTED}; }

bool DatabaseError::is_full() const noexcept { return code_ == MDB_MAP_FULL; }

Database::Database(const std::filesystem::path& folder, std::size_t map_bytes) {
    check("mdb_env_create", mdb_env_create(&env_));
    try {
        open(folder, map_bytes);
    } catch (...) {
        mdb_env_close(env_);
        throw;
    }
}

Database::~Database() { mdb_env_close(env_); }

void Database::open(const std::filesystem::path& folder, std::size_t map_bytes) {
    check("mdb_env_set_mapsize", mdb_env_set_mapsize(env_, map_bytes));
    check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(env_, table_count));
    // NOTLS: a read transaction's slot belongs to the transaction, not to the thread, so that one
    // thread of the pool may hold several. NORDAHEAD: peers ask for blocks here and there.
    const unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
    check("mdb_env_open", mdb_env_open(env_, folder.c_str(), flags, file_mode));
    int dead = 0;
    check("mdb_reader_check", mdb_reader_check(env_, &dead));  // slots of killed processes

    Writing making{*this};
    for (std::size_t i = 0; i < table_count; ++i) {
        check("mdb_dbi_open", mdb_dbi_open(making.txn_, table_names[i], MDB_CREATE, &tables_[i]));
    }
    making.commit();
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
}

}  // namespace plexus::chainstore
