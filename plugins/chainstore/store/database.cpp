#include "database.hpp"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <plugins/chainstore/pages/page_check.hpp>
#include <plugins/chainstore/pages/page_file.hpp>

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

/// Beside the data file from a clean end to the next start: which commit is the last one, and how
/// long the file is.
constexpr const char* mark_name = "closed";

/// A commit can free pages while they are looked at; that many times another is tried.
constexpr int most_pins = 10;

/// Where a disk is called full: LMDB writes up to that much at once.
constexpr std::uint64_t least_free_bytes = 1 << 20;

/// LMDB compares little more than two magic numbers before it maps what a meta page says.
void check_metas(const PageFile& file) {
    std::uint64_t last_page = 0;
    for (const unsigned index : {0U, 1U}) {
        const std::optional<MetaPage> meta = file.meta(index);
        if (!meta)
            throw DatabaseError::damaged_pages("page " + std::to_string(index) +
                                               " is no meta page");
        last_page = std::max(last_page, meta->last_page);
    }
    const std::uint64_t most_pages = no_page / file.page_bytes();
    if (last_page >= most_pages)
        throw DatabaseError::damaged_pages("a meta page has a wrong count");
    const std::uint64_t expected = (last_page + 1) * file.page_bytes();
    if (file.bytes() < expected) throw DatabaseError::cut_off(file.bytes(), expected);
}

/// The meta page of one commit, which stands where LMDB looks for it.
std::optional<MetaPage> meta_of(const PageFile& file, std::uint64_t transaction) {
    const std::optional<MetaPage> meta = file.meta(transaction % 2);
    return meta && meta->transaction == transaction ? meta : std::nullopt;
}

/// The file is mapped for reads here and there, and so page by page from the disk. But the pages of
/// a value lie one behind the other: the system is advised to read all of them at once.
void read_ahead(BytesView value) noexcept {
    static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    if (value.size() <= page) return;
    const std::size_t into_page = reinterpret_cast<std::uintptr_t>(value.data()) & (page - 1);
    auto* const begin = const_cast<std::uint8_t*>(value.data() - into_page);
    // Only an advice, which changes nothing: without it each page is read when it is touched.
    (void)::madvise(begin, into_page + value.size(), MADV_WILLNEED);
}

MDB_val value_of(BytesView bytes) {
    // LMDB does not write through it, but its type cannot say so.
    return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}

BytesView bytes_in(const MDB_val& value) {
    return {static_cast<const std::uint8_t*>(value.mv_data), value.mv_size};
}

/// @param find  puts the value there, and returns what LMDB says
template <class Find>
std::optional<BytesView> found_value(const char* action, Find find) {
    MDB_val found{};
    const int code = find(found);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(action, code);
    const BytesView value = bytes_in(found);
    read_ahead(value);
    return value;
}

}  // namespace

const char* name_of(Table table) { return table_names.at(static_cast<std::size_t>(table)); }

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

DatabaseError DatabaseError::damaged_pages(const std::string& what) {
    return {what, MDB_CORRUPTED, 0};
}

std::filesystem::path data_file(const std::filesystem::path& folder) { return folder / "data.mdb"; }

bool DatabaseError::is_full() const noexcept { return code_ == MDB_MAP_FULL; }

Database::Database(const std::filesystem::path& folder, std::size_t map_bytes, Access access)
    : folder_{folder}, map_bytes_{map_bytes}, access_{access} {
    if (access_ == Access::write) allocate_lock_file(folder);
    try {
        open_checked();
    } catch (...) {
        mdb_env_close(env_);
        throw;
    }
}

Database::~Database() {
    if (access_ == Access::write) std::ofstream{folder_ / mark_name} << mark_of_now();
    mdb_env_close(env_);
}

void Database::open_checked() {
    std::error_code ignored;
    const std::filesystem::path path = data_file(folder_);
    const std::uintmax_t bytes = std::filesystem::file_size(path, ignored);
    const bool exists = !ignored && bytes > 0;
    if (exists) check_metas(PageFile{path});
    int opened = open_environment();
    while (opened == ENOMEM && map_bytes_ / 2 >= least_map_bytes) {
        map_bytes_ /= 2;
        opened = open_environment();
    }
    check("mdb_env_open", opened);
    check_size();
    known_bytes_ = file_bytes();
    if (exists && (bytes <= most_walked_bytes || !was_closed())) check_pages();
    if (access_ == Access::write) {
        std::filesystem::remove(folder_ / mark_name, ignored);
        make_tables();
    } else {
        open_tables();
    }
}

/// Makes the environment anew: one that could not be opened can only be closed.
int Database::open_environment() {
    if (env_ != nullptr) mdb_env_close(std::exchange(env_, nullptr));
    check("mdb_env_create", mdb_env_create(&env_));
    check("mdb_env_set_mapsize", mdb_env_set_mapsize(env_, map_bytes_));
    check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(env_, table_count));
    // NOTLS: a read transaction's slot belongs to the transaction, not to the thread, so that one
    // thread of the pool may hold several. NORDAHEAD: peers request blocks here and there, see
    // read_ahead(). A read-only file system has no lock file, and needs none.
    const unsigned reading = access_ == Access::read ? MDB_RDONLY : 0;
    const unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | reading;
    return mdb_env_open(env_, folder_.c_str(), flags, file_mode);
}

void Database::make_tables() {
    int dead = 0;
    check("mdb_reader_check", mdb_reader_check(env_, &dead));  // slots of killed processes
    Writing making{*this};
    for (std::size_t i = 0; i < table_count; ++i) {
        unsigned handle = 0;
        check("mdb_dbi_open", mdb_dbi_open(making.txn_, table_names[i], MDB_CREATE, &handle));
        tables_[i] = handle;
    }
    making.commit();
}

void Database::open_tables() {
    Reading reading{*this};
    for (std::size_t i = 0; i < table_count; ++i) {
        unsigned handle = 0;
        const int code = mdb_dbi_open(reading.txn_, table_names[i], 0, &handle);
        if (code == MDB_NOTFOUND) continue;
        check("mdb_dbi_open", code);
        tables_[i] = handle;
    }
    // Handles that a transaction opened stay open only if it is committed.
    check("mdb_txn_commit", mdb_txn_commit(std::exchange(reading.txn_, nullptr)));
}

bool Database::was_closed() const {
    std::ifstream file{folder_ / mark_name};
    const std::string mark{std::istreambuf_iterator<char>{file}, {}};
    return !mark.empty() && mark == mark_of_now();
}

std::string Database::mark_of_now() const {
    MDB_envinfo info{};
    if (mdb_env_info(env_, &info) != MDB_SUCCESS) return "";
    std::error_code ignored;
    const std::uintmax_t bytes = std::filesystem::file_size(data_file(folder_), ignored);
    return std::to_string(info.me_last_txnid) + ' ' + std::to_string(bytes) + '\n';
}

void Database::check_pages() const {
    const PageFile file{data_file(folder_)};
    for (int pins = 0; pins < most_pins; ++pins) {
        // While this transaction is open, no other process writes to the pages that it can see.
        // Beginning one reads no page but the meta pages.
        MDB_txn* pinned = nullptr;
        check("mdb_txn_begin", mdb_txn_begin(env_, nullptr, MDB_RDONLY, &pinned));
        const std::optional<MetaPage> meta = meta_of(file, mdb_txn_id(pinned));
        std::string fault;
        if (meta) fault = PageCheck{file, *meta, table_names}.fault();
        mdb_txn_abort(pinned);
        if (!fault.empty()) throw DatabaseError::damaged_pages(fault);
        if (meta) return;
    }
    throw DatabaseError::damaged_pages("no meta page has the number of the last commit");
}

/// LMDB maps the file without comparing its size with the last page that its meta page names.
/// Reading a page behind the end of the file is SIGBUS.
void Database::check_size() const {
    const std::uint64_t bytes = file_bytes();
    const std::uint64_t used = used_bytes();
    if (bytes < used) throw DatabaseError::cut_off(bytes, used);
}

/// Looked at before each transaction, so that a file which somebody cuts off while it is mapped is
/// an error and not SIGBUS.
void Database::check_not_shorter() const {
    // In this order: a commit on another thread may make the file longer in between.
    const std::uint64_t known = known_bytes_;
    const std::uint64_t bytes = file_bytes();
    if (bytes < known) throw DatabaseError::cut_off(bytes, known);
}

/// Of a write that the system cut short, LMDB tells no more than that it failed.
void Database::check_commit(int code) const {
    constexpr const char* action = "mdb_txn_commit";
    if (code != EIO) return check(action, code);
    struct statvfs disk {};
    const bool told = ::statvfs(folder_.c_str(), &disk) == 0;
    if (told && std::uint64_t{disk.f_bavail} * disk.f_frsize < least_free_bytes) {
        throw DatabaseError{action, ENOSPC};
    }
    rlimit limit{};
    const bool limited = ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    if (limited && file_bytes() + least_free_bytes > limit.rlim_cur) {
        throw DatabaseError{action, EFBIG};
    }
    throw DatabaseError{action, code};
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
    if (file_bytes() >= used_bytes()) {
        known_bytes_ = used_bytes();
        return;
    }
    // In a write transaction, so that no other process makes the file longer at the same time.
    MDB_txn* alone = nullptr;
    if (mdb_txn_begin(env_, nullptr, 0, &alone) != MDB_SUCCESS) return;
    const std::uint64_t used = used_bytes();
    int file = -1;
    const bool cover = mdb_env_get_fd(env_, &file) == MDB_SUCCESS && file_bytes() < used;
    // If this fails, the next commit tries again: what was committed before stays committed.
    if (cover && ::ftruncate(file, static_cast<off_t>(used)) != 0) errno = 0;
    known_bytes_ = file_bytes();
    mdb_txn_abort(alone);
}

Transaction::Transaction(Database& database, unsigned flags) : database_{database} {
    database.check_not_shorter();
    check("mdb_txn_begin", mdb_txn_begin(database.env_, nullptr, flags, &txn_));
}

Transaction::~Transaction() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
}

std::optional<BytesView> Transaction::get(Table table, BytesView key) const {
    const std::optional<unsigned> handle = handle_of(table);
    if (!handle) return std::nullopt;
    return found_value("mdb_get", [&](MDB_val& value) {
        MDB_val name = value_of(key);
        return mdb_get(txn_, *handle, &name, &value);
    });
}

std::optional<BytesView> Transaction::first_key(Table table) const {
    MDB_cursor* cursor = nullptr;
    const std::optional<unsigned> handle = handle_of(table);
    if (!handle) return std::nullopt;
    check("mdb_cursor_open", mdb_cursor_open(txn_, *handle, &cursor));
    MDB_val key{};
    MDB_val value{};
    const int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check("mdb_cursor_get", code);
    return bytes_in(key);
}

std::size_t Transaction::size(Table table) const {
    MDB_stat stat{};
    check("mdb_stat", mdb_stat(txn_, handle_of(table).value(), &stat));
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
    check("mdb_put", mdb_put(txn_, handle_of(table).value(), &name, &data, flags));
}

void Writing::erase(Table table, BytesView key) {
    MDB_val name = value_of(key);
    const int code = mdb_del(txn_, handle_of(table).value(), &name, nullptr);
    if (code != MDB_NOTFOUND) check("mdb_del", code);
}

Cursor::Cursor(const Transaction& view, Table table) {
    const std::optional<unsigned> handle = view.handle_of(table);
    if (handle) check("mdb_cursor_open", mdb_cursor_open(view.txn_, *handle, &cursor_));
}

Cursor::~Cursor() {
    if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

std::optional<BytesView> Cursor::get(BytesView key) {
    if (cursor_ == nullptr) return std::nullopt;
    const auto found = found_value("mdb_cursor_get", [&](MDB_val& value) {
        MDB_val name{};
        const bool is_next = was_found_ &&
                             mdb_cursor_get(cursor_, &name, &value, MDB_NEXT) == MDB_SUCCESS &&
                             std::ranges::equal(bytes_in(name), key);
        if (is_next) return MDB_SUCCESS;
        name = value_of(key);
        return mdb_cursor_get(cursor_, &name, &value, MDB_SET_KEY);
    });
    was_found_ = found.has_value();
    return found;
}

void Cursor::put(BytesView key, BytesView value) {
    MDB_val name = value_of(key);
    MDB_val data = value_of(value);
    check("mdb_cursor_put", mdb_cursor_put(cursor_, &name, &data, 0));
}

void Writing::commit() {
    // Whatever it returns, the transaction is gone.
    database_.check_commit(mdb_txn_commit(std::exchange(txn_, nullptr)));
    database_.cover_last_page();
}

}  // namespace plexus::chainstore
