#include "store.hpp"

#include <lmdb.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <string>

#include "indexing.hpp"
#include "link.hpp"
#include "response_builder.hpp"

namespace plexus::chainstore {
namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

bool is_damage(int code) { return code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND; }

/// What to do about an error of the system or of LMDB.
std::string remedy_of(int code) {
    switch (code) {
        case ENOSPC:
        case EDQUOT:
            return "free some space on that disk, or name another data folder";
        case EFBIG:
            return "raise what `ulimit -f` allows";
        case EROFS:
            return "the file system is read-only; name another data folder";
        case EACCES:
        case EPERM:
            return "let this user write there, or name another data folder";
        case EINVAL:
        case ENODEV:
        case ENOLCK:
        case ENOSYS:
        case EOPNOTSUPP:
            return "the file system cannot share mapped memory or locks; put the data folder on a "
                   "local disk";
        case ENOMEM:
            return "there is no address space for it; lower chainstore.map-size, or raise what "
                   "`ulimit -v` allows";
        case MDB_VERSION_MISMATCH:
        case MDB_INVALID:
            return "the file is no chain store; move the folder away to begin anew";
        case MDB_CORRUPTED:
        case MDB_PAGE_NOTFOUND:
            return "`plexus repair` saves what is good of it";
        default:
            return "mend what is wrong there, or move the folder away to begin anew";
    }
}

[[noreturn]] void refuse_to_open(const Store::Location& place, const DatabaseError& error) {
    const std::string why = "the chain store in " + place.folder.string() + " cannot be opened (" +
                            error.what() + "): " + remedy_of(error.code());
    if (is_damage(error.code())) throw DamagedStore{why};
    throw ConfigError{why};
}

std::unique_ptr<Database> open(const Store::Location& place) {
    try {
        if (place.access == Access::write) std::filesystem::create_directories(place.folder);
        return std::make_unique<Database>(place.folder, place.map_bytes, place.access);
    } catch (const DatabaseError& error) {
        refuse_to_open(place, error);
    } catch (const std::filesystem::filesystem_error& error) {
        throw ConfigError{"the chain store's folder " + place.folder.string() +
                          " cannot be made: " + error.code().message() +
                          "; move away what is in its place, or name another data folder"};
    }
}

/// Which header comes next in a row; nothing if its number would leave the range.
std::optional<std::uint64_t> next_number(std::uint64_t number, const chain::HeaderQuery& query) {
    const std::uint64_t step = query.skip + 1;
    if (step == 0) return std::nullopt;  // skip was 2^64 - 1
    if (query.reverse) {
        if (number < step) return std::nullopt;
        return number - step;
    }
    if (number + step < number) return std::nullopt;
    return number + step;
}

/// Damaged blocks that are remembered: more are noted once some are mended.
constexpr std::size_t most_damaged = 64;

/// So that twice as many is a number, whatever a budget says.
constexpr std::size_t most_items = std::numeric_limits<std::size_t>::max() / 2;

/// @spec go-ethereum, eth/protocols/eth/handlers.go: hashes looked at for one response, known or
/// not
std::size_t most_lookups(chain::Budget budget) { return 2 * std::min(budget.items, most_items); }

/// No more items than hashes.
chain::Budget bounded(chain::Budget budget, std::span<const Hash256> hashes) {
    budget.items = std::min(budget.items, hashes.size());
    return budget;
}

/// @param headers  of the view
/// @param recent   what RecentNumbers found, before the view was opened
std::optional<std::uint64_t> number_of(const Transaction& view, Cursor& headers,
                                       const Hash256& hash, std::optional<std::uint64_t> recent) {
    if (recent && is_canonical(view, headers, *recent, hash)) return recent;
    return written_number(view, hash);
}

/// @param response  what gather() returned
template <class Builder>
auto taken(Result<Builder> response) -> Result<decltype(response->take())> {
    if (!response) return response.error();
    return response->take();
}

}  // namespace

Store::Store(const Location& place, const chain::StoredBlock& genesis, const chain::Head& head,
             Logger log)
    : place_{place}, log_{std::move(log)}, database_{open(place)} {
    try {
        if (place_.access == Access::write) {
            begin(genesis, head);
        } else {
            begin_reading(head.hash);
        }
    } catch (const DatabaseError& error) {
        refuse_to_open(place_, error);
    }
}

void Store::begin(const chain::StoredBlock& genesis, const chain::Head& head) {
    ChainWriting writing{*database_, recent_};
    const std::optional<std::uint64_t> found = read_format(writing);
    if (!found) return begin_new(writing, genesis, head);
    const chain::Head stored = stored_head(writing, *found);
    if (*found == format_without_genesis) {
        const std::optional<chain::Head> first = read_head_at(writing, 0);
        if (!first) throw DatabaseError::damaged("the genesis block");
        put_genesis(writing, first->hash);
    }
    check_genesis(writing, head.hash);
    read_recent(writing, *found, stored.number);
    const StoredSpan span = opened_span(writing, stored);
    if (*found == format) return publish(stored, span);
    if (*found <= format_with_all_numbers) put_all_written(writing, stored.number);
    put_format(writing);
    commit(writing, stored, span.indexed_from);
}

void Store::begin_reading(const Hash256& genesis) {
    const Reading view{*database_};
    const std::optional<std::uint64_t> found = read_format(view);
    if (!found) throw DatabaseError::damaged("the record of the format");
    const chain::Head stored = stored_head(view, *found);
    if (*found != format_without_genesis) check_genesis(view, genesis);
    read_recent(view, *found, stored.number);
    publish(stored, opened_span(view, stored));
}

void Store::read_recent(const Transaction& view, std::uint64_t found_format, std::uint64_t last) {
    if (found_format <= format_with_all_numbers) {
        recent_.begin_behind(last);
    } else {
        recent_.read(view, last);
    }
}

StoredSpan Store::opened_span(const Transaction& view, const chain::Head& stored) const {
    StoredSpan span = span_in(view, stored);
    if (place_.index_transactions) {
        span.indexed_from = read_indexed_from(view, stored.hash).value_or(stored.number + 1);
    }
    return span;
}

void Store::begin_new(ChainWriting& writing, const chain::StoredBlock& genesis,
                      const chain::Head& head) {
    put_format(writing);
    put_genesis(writing, head.hash);
    const Result<void> put = put_block(writing, genesis, head);
    if (!put) throw ConfigError{"the chain profile's genesis block is malformed"};
    writing.put_number(genesis.hash, genesis.number);
    commit(writing, head);
}

chain::Head Store::stored_head(const Transaction& view, std::uint64_t found_format) const {
    if (found_format < format_without_genesis || found_format > format) {
        throw ConfigError{"the chain store in " + place_.folder.string() + " has format " +
                          std::to_string(found_format) + ", but this is a program for format " +
                          std::to_string(format) + "; move the folder away to begin anew"};
    }
    const std::optional<chain::Head> stored = read_head(view);
    if (!stored || !read_head_at(view, stored->number)) {
        throw DatabaseError::damaged("the record of the head");
    }
    return *stored;
}

void Store::check_genesis(const Transaction& view, const Hash256& genesis) const {
    const std::optional<Hash256> stored = read_genesis(view);
    if (!stored) throw DatabaseError::damaged("the record of the genesis block");
    if (*stored == genesis) return;
    throw ConfigError{"the chain store in " + place_.folder.string() +
                      " holds the chain of genesis 0x" + to_hex(*stored) + ", not of 0x" +
                      to_hex(genesis) +
                      " as the chain profile says; use another data folder for this chain"};
}

void Store::check_pages() const {
    try {
        database_->check_pages();
    } catch (const DatabaseError& error) {
        refuse_to_open(place_, error);
    }
}

chain::Head Store::head() const {
    const std::lock_guard lock{head_mutex_};
    return head_;
}

void Store::publish(const chain::Head& head, const StoredSpan& span) {
    const std::lock_guard lock{head_mutex_};
    head_ = head;
    span_ = span;
}

std::uint64_t Store::earliest() const {
    const std::lock_guard lock{head_mutex_};
    return span_.earliest;
}

std::uint64_t Store::receipts_from() const {
    const std::lock_guard lock{head_mutex_};
    return span_.receipts_from;
}

Result<chain::Head> Store::head_at(std::uint64_t number) {
    return guarded([&]() -> Result<chain::Head> {
        const auto found = read_head_at(Reading{*database_}, number);
        if (!found) return Errc::not_found;
        return *found;
    });
}

Result<Hash256> Store::hash_at(std::uint64_t number) {
    return guarded([&]() -> Result<Hash256> {
        const auto found = read_ref(Reading{*database_}, number);
        if (!found) return Errc::not_found;
        return found->hash;
    });
}

Result<std::uint64_t> Store::number_of_hash(const Hash256& hash) {
    return guarded([&]() -> Result<std::uint64_t> {
        const auto recent = recent_.find(hash);
        const Reading view{*database_};
        Cursor headers{view, Table::headers};
        const auto found = number_of(view, headers, hash, recent);
        if (!found) return Errc::not_found;
        return *found;
    });
}

Result<Uint256> Store::total_difficulty(const Hash256& block) {
    return guarded([&]() -> Result<Uint256> {
        const auto recent = recent_.find(block);
        const Reading view{*database_};
        if (read_unknown_total(view) == Uint256{}) return Errc::not_found;  // counted from zero
        Cursor headers{view, Table::headers};
        const auto number = number_of(view, headers, block, recent);
        const auto found = number ? read_head_at(view, *number) : std::nullopt;
        if (!found) return Errc::not_found;
        return found->total_difficulty;
    });
}

Result<chain::StoredBlock> Store::block(std::uint64_t number) {
    return guarded([&] { return read_block(Reading{*database_}, number); });
}

Result<chain::RawItems> Store::headers(const chain::HeaderQuery& query, chain::Budget budget) {
    return guarded([&]() -> Result<chain::RawItems> {
        const auto recent = query.hash ? recent_.find(*query.hash) : std::nullopt;
        const Reading view{*database_};
        HeaderResponse response{budget};
        std::optional<std::uint64_t> number = query.number;
        Cursor headers{view, Table::headers};
        if (query.hash) number = number_of(view, headers, *query.hash, recent);
        for (std::uint64_t left = query.amount; left > 0 && number && !response.is_full(); --left) {
            const auto header = read_header(headers, *number);
            if (!header) break;
            response.add(*header);
            number = next_number(*number, query);
        }
        return response.take();
    });
}

Result<chain::RawItems> Store::bodies(std::span<const Hash256> hashes, chain::Budget budget) {
    return taken(gather(Table::bodies, hashes, budget, Response{budget}));
}

Result<chain::RawItems> Store::receipts(std::span<const Hash256> hashes, chain::Budget budget) {
    return taken(gather(Table::receipts, hashes, budget, Response{budget}));
}

Result<chain::PackedItems> Store::packed_bodies(std::span<const Hash256> hashes,
                                                chain::Budget budget) {
    return taken(gather(Table::bodies, hashes, budget, PackedResponse{bounded(budget, hashes)}));
}

Result<chain::PackedItems> Store::packed_receipts(std::span<const Hash256> hashes,
                                                  chain::Budget budget, chain::ReceiptForm form) {
    return taken(
        gather(Table::receipts, hashes, budget, PackedResponse{bounded(budget, hashes), form}));
}

template <class Builder>
Result<Builder> Store::gather(Table table, std::span<const Hash256> hashes, chain::Budget budget,
                              Builder response) {
    return guarded([&]() -> Result<Builder> {
        hashes = hashes.first(std::min(hashes.size(), most_lookups(budget)));
        std::vector<std::optional<std::uint64_t>> recent;
        recent.reserve(hashes.size());
        for (const Hash256& hash : hashes) recent.push_back(recent_.find(hash));
        const Reading view{*database_};
        Cursor headers{view, Table::headers};
        Cursor values{view, table};
        for (std::size_t i = 0; i < hashes.size() && !response.is_full(); ++i) {
            const auto number = number_of(view, headers, hashes[i], recent[i]);
            if (!number) continue;
            const auto packed = values.get(key_of(*number));
            if (!packed) continue;
            // A damaged block is one that this node does not have.
            if (!response.add_packed(*packed)) {
                complain(DatabaseError::damaged_block(*number));
            }
        }
        return std::move(response);
    });
}

void Store::note_damage(std::uint64_t number) {
    const std::lock_guard lock{damaged_mutex_};
    if (damaged_.size() < most_damaged && damaged_.insert(number).second) {
        PLEXUS_LOG(log_, warn) << "a stored block is damaged; it is fetched anew where sync runs, "
                                  "and `plexus verify` looks for others"
                               << kv("block", number) << kv("folder", place_.folder.string());
    }
}

Result<std::vector<chain::BlockRef>> Store::damaged() {
    std::set<std::uint64_t> numbers;
    {
        const std::lock_guard lock{damaged_mutex_};
        numbers = damaged_;
    }
    if (numbers.empty()) return std::vector<chain::BlockRef>{};
    return guarded([&]() -> Result<std::vector<chain::BlockRef>> {
        const Reading view{*database_};
        std::vector<chain::BlockRef> blocks;
        for (const std::uint64_t number : numbers) {
            if (!view.get(Table::headers, key_of(number))) {
                forget_damage(number);
            } else if (const auto hash = canonical_hash(view, number)) {
                blocks.push_back({number, *hash, {}});
            } else {
                note_damage(number + 1);  // that one is mended first
            }
        }
        return blocks;
    });
}

void Store::forget_damage(std::uint64_t number) {
    const std::lock_guard lock{damaged_mutex_};
    damaged_.erase(number);
}

void Store::complain(const DatabaseError& error) {
    if (error.block()) {
        note_damage(*error.block());
        return;
    }
    const auto passed_over = told_.tell(error.code(), std::chrono::steady_clock::now());
    if (!passed_over) return;
    if (error.is_full()) {
        const std::size_t map_mib = database_->map_bytes() / mebibyte;
        PLEXUS_LOG(log_, error) << "the chain store is full: raise chainstore.map-size"
                                << kv("map_mib", map_mib) << kv("since_last", *passed_over);
        return;
    }
    if (is_damage(error.code())) {
        PLEXUS_LOG(log_, error)
            << "the chain store is damaged: stop the node and run `plexus repair`"
            << kv("reason", error.what()) << kv("folder", place_.folder.string())
            << kv("since_last", *passed_over);
        return;
    }
    const std::string remedy = remedy_of(error.code());
    PLEXUS_LOG(log_, error) << "the chain store failed" << kv("reason", error.what())
                            << kv("folder", place_.folder.string()) << kv("remedy", remedy)
                            << kv("since_last", *passed_over);
}

}  // namespace plexus::chainstore
