#include "salvage.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/rlp/item.hpp>

#include <plugins/chainstore/store/indexing.hpp>
#include <plugins/chainstore/store/link.hpp>
#include <plugins/chainstore/store/recent_numbers.hpp>
#include <plugins/chainstore/store/records.hpp>

#include "verify.hpp"

namespace plexus::chainstore {
namespace {

constexpr int blocks_at_once = 256;

[[noreturn]] void give_up(const std::string& why) { throw ConfigError{"repair: " + why}; }

TreeReader reader_of(const PageFile& file, const MetaPage& meta, Table table) {
    return TreeReader{file, find_tree(file, meta, name_of(table))};
}

}  // namespace

struct Salvage::Source {
    using Values = std::pair<Table, TreeReader>;

    Source(const PageFile& file, const MetaPage& meta)
        : headers{reader_of(file, meta, Table::headers)},
          others{Values{Table::bodies, reader_of(file, meta, Table::bodies)},
                 Values{Table::receipts, reader_of(file, meta, Table::receipts)},
                 Values{Table::totals, reader_of(file, meta, Table::totals)}} {
        for (auto& [table, reader] : others) reader.next();
    }

    TreeReader headers;
    std::array<Values, 3> others;
};

Salvage::Salvage(std::filesystem::path folder, std::size_t map_bytes,
                 const chain::StoredBlock& genesis, const chain::Head& head)
    : folder_{std::move(folder)},
      copy_folder_{folder_ / "repaired"},
      map_bytes_{map_bytes},
      genesis_{genesis},
      genesis_head_{head},
      file_{data_file(folder_)} {}

Salvage::~Salvage() = default;

bool Salvage::step() {
    try {
        if (!copy_) begin_copy();
        if (copy_some()) return true;
        copy_rest();
        take_place();
        return false;
    } catch (const DatabaseError& error) {
        give_up("the new file cannot be written (" + std::string{error.what()} +
                "); the damaged one stays as it is");
    } catch (const std::filesystem::filesystem_error& error) {
        give_up(error.what());
    }
}

/// The newest commit of which a table of headers can be found; the one before it is whole on the
/// disk, too.
void Salvage::open_source() {
    const std::optional<MetaPage> even = file_.meta(0);
    const std::optional<MetaPage> odd = file_.meta(1);
    std::vector<MetaPage> commits;
    if (even) commits.push_back(*even);
    if (odd) commits.push_back(*odd);
    std::ranges::sort(commits, std::ranges::greater{}, &MetaPage::transaction);
    for (const MetaPage& commit : commits) {
        meta_ = commit;
        source_ = std::make_unique<Source>(file_, meta_);
        if (source_->headers.next()) return;
    }
    give_up("nothing of " + data_file(folder_).string() +
            " can be read; move the folder away to begin anew");
}

void Salvage::begin_copy() {
    open_source();
    std::filesystem::remove_all(copy_folder_);
    std::filesystem::create_directories(copy_folder_);
    copy_ = std::make_unique<Database>(copy_folder_, map_bytes_);
    Writing writing{*copy_};
    copy_table(writing, Table::meta);
    const std::optional<Hash256> genesis = read_genesis(writing);
    if (genesis && *genesis != genesis_head_.hash) {
        give_up("the store holds another chain than the chain profile says");
    }
    put_genesis(writing, genesis_head_.hash);
    put_format(writing);
    writing.commit();
}

/// @returns false at the first block that is missing or bad
bool Salvage::copy_some() {
    Writing writing{*copy_};
    bool more = true;
    for (int i = 0; i < blocks_at_once && more; ++i) {
        const std::uint64_t number = number_from(source_->headers.key());
        const bool good = copy_block(writing, number);
        if (!good && tip_) more = false;
        if (more) more = source_->headers.next();
    }
    writing.commit();
    return more;
}

bool Salvage::copy_block(Writing& writing, std::uint64_t number) {
    if (tip_ && number != tip_->number + 1) return false;
    const Bytes key = source_->headers.key();
    if (key.size() != NumberKey::size_bytes) return false;
    std::optional<chain::Head> longer;
    try {
        if (put_values(writing, key)) {
            longer = tip_ ? check(writing, number) : check_root(writing, number);
        }
    } catch (const DatabaseError&) {
        longer.reset();  // one of its values is damaged
    }
    if (!longer) {
        for (const Table table : tables_by_number) writing.erase(table, key);
        return false;
    }
    if (!tip_) first_ = number;
    tip_ = longer;
    writing.put(Table::numbers, longer->hash, key);
    return true;
}

/// Copies the values of a block as they are.
/// @returns false if its header or its total difficulty is missing
bool Salvage::put_values(Writing& writing, const Bytes& key) {
    writing.put(Table::headers, key, source_->headers.value());
    bool has_total = false;
    for (auto& [table, reader] : source_->others) {
        while (reader.key() < key && reader.next()) {
        }
        if (reader.key() != key) continue;
        writing.put(table, key, reader.value());
        has_total = has_total || table == Table::totals;
    }
    return has_total;
}

std::optional<chain::Head> Salvage::check(Writing& writing, std::uint64_t number) {
    const Result<chain::StoredBlock> block = read_block(writing, number);
    const std::optional<chain::Head> stored = read_head_at(writing, number);
    if (!block || !stored || !fault_in_contents(*block).empty()) return std::nullopt;
    if (tip_) {
        const Result<chain::Head> longer = follow(*tip_, *block);
        if (!longer || longer->total_difficulty != stored->total_difficulty) return std::nullopt;
    }
    // Where others have receipts, they were lost with a page.
    if (has_receipts_ && !block->receipts) return std::nullopt;
    has_receipts_ = has_receipts_ || (block->receipts && block->receipts->size() > 1);
    return stored;
}

/// The first block: what is above its header may be missing, as where a store began at a block.
std::optional<chain::Head> Salvage::check_root(Writing& writing, std::uint64_t number) {
    const std::optional<chain::Head> stored = read_head_at(writing, number);
    if (!stored) return std::nullopt;
    if (number == 0 && stored->hash != genesis_head_.hash) {
        give_up("the store holds another chain than the chain profile says");
    }
    if (number == 0) {  // the profile has it whole
        for (const Table table : tables_by_number) writing.erase(table, key_of(number));
        return put_block(writing, genesis_, genesis_head_) ? stored : std::nullopt;
    }
    if (writing.get(Table::bodies, key_of(number)) && check(writing, number)) return stored;
    writing.erase(Table::bodies, key_of(number));
    writing.erase(Table::receipts, key_of(number));
    return stored;
}

void Salvage::copy_rest() {
    if (!tip_) {
        give_up("no block of " + data_file(folder_).string() +
                " is good; move the folder away to begin anew");
    }
    Writing writing{*copy_};
    copy_table(writing, Table::followers);
    copy_table(writing, Table::left);
    put_left_blocks(writing);
    // Of a chain that does not begin with its genesis block, what was learnt may be lost.
    if (first_ != 0 && !read_unknown_total(writing)) put_unknown_total(writing, Uint256{});
    put_indexed_from(writing, 0, Hash256{});  // of no head: the index is made anew
    put_all_written(writing, tip_->number);
    put_head(writing, *tip_);
    writing.commit();
}

void Salvage::copy_table(Writing& writing, Table table) {
    TreeReader reader = reader_of(file_, meta_, table);
    while (reader.next()) writing.put(table, reader.key(), reader.value());
}

/// The blocks that are dropped, so that followers that were told of them can leave them.
void Salvage::put_left_blocks(Writing& writing) {
    std::uint64_t count = 0;
    do {
        BytesView value = source_->headers.value();
        const Result<rlp::Item> raw = rlp::first(value);
        const Result<eth::Header> header = raw ? eth::decode_header(raw->raw) : raw.error();
        if (!header || header->number <= tip_->number) continue;
        put_left(writing, {header->number, crypto::keccak256(raw->raw), header->parent});
    } while (++count < most_left && source_->headers.next());
}

/// At each moment the folder has a data file: the damaged one, and from the renaming on the new
/// one.
void Salvage::take_place() {
    copy_.reset();
    const std::filesystem::path data = data_file(folder_);
    const std::filesystem::path damaged = data.string() + ".damaged";
    std::filesystem::remove(damaged);
    std::filesystem::create_hard_link(data, damaged);
    std::filesystem::rename(data_file(copy_folder_), data);
    std::filesystem::remove(folder_ / "lock.mdb");
    std::filesystem::remove_all(copy_folder_);
}

}  // namespace plexus::chainstore
