#include "records.hpp"

#include <algorithm>
#include <string>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

#include "packed_receipts.hpp"
#include "packing.hpp"

namespace plexus::chainstore {
namespace {

constexpr std::array<std::uint8_t, 1> empty_list{0xc0};

BytesView head_key() { return bytes_of("head"); }
BytesView format_key() { return bytes_of("format"); }
BytesView genesis_key() { return bytes_of("genesis"); }
BytesView receipts_key() { return bytes_of("receipts from"); }
BytesView unknown_total_key() { return bytes_of("unknown total"); }

using LeftKey = FixedBytes<NumberKey::size_bytes + Hash256::size_bytes>;

/// The number first, so that the oldest of the blocks that were replaced is the first key.
LeftKey left_key(std::uint64_t number, const Hash256& hash) {
    LeftKey key;
    const NumberKey first = key_of(number);
    std::ranges::copy(first.bytes, key.bytes.begin());
    std::ranges::copy(hash.bytes, key.bytes.begin() + NumberKey::size_bytes);
    return key;
}

Bytes encode(const chain::Head& head) {
    rlp::Writer out;
    out.list([&] {
        out.u64(head.number);
        out.u64(head.time);
        out.fixed(head.hash);
        out.fixed(head.total_difficulty.to_big_endian());
    });
    return out.take();
}

/// @returns nothing for an unknown number, an empty value for a damaged one
std::optional<SharedBytes> read_packed(const Transaction& view, Table table, std::uint64_t number) {
    const auto packed = view.get(table, key_of(number));
    if (!packed) return std::nullopt;
    Bytes value;
    if (!unpack_as(chain::ReceiptForm::with_blooms, *packed, value)) return SharedBytes{};
    return SharedBytes{std::move(value)};
}

std::optional<std::uint64_t> first_number(const Transaction& view, Table table) {
    const auto key = view.first_key(table);
    if (!key) return std::nullopt;
    return number_from(*key);
}

Bytes with_checksum(BytesView header) {
    Bytes value(header.begin(), header.end());
    const auto checksum = checksum_of(header);
    value.insert(value.end(), checksum.begin(), checksum.end());
    return value;
}

/// A total difficulty as it is stored: without what was learnt later. A store that begins in the
/// middle of the chain counts from zero; once the sum of the blocks before is known, that one value
/// is written, and not a new total for each of millions of blocks.
Uint256 counted(const Transaction& view, const Uint256& total) {
    return total.checked_sub(read_unknown_total(view).value_or(Uint256{})).value_or(Uint256{});
}

/// The opposite of counted().
std::optional<Uint256> whole(const Transaction& view, const Uint256& total) {
    return total.checked_add(read_unknown_total(view).value_or(Uint256{}));
}

void put_header(Writing& writing, const chain::StoredBlock& block, const chain::Head& head) {
    const NumberKey key = key_of(block.number);
    // Appended and not put: the keys come in order, and the database then fills its pages.
    writing.append(Table::headers, key, with_checksum(block.header));
    writing.append(Table::totals, key, counted(writing, head.total_difficulty).to_big_endian());
}

Result<void> put_contents(Writing& writing, const chain::StoredBlock& block) {
    const Result<eth::BodyView> body = eth::view_body(block.body);
    if (!body) return body.error();
    const NumberKey key = key_of(block.number);
    writing.append(Table::bodies, key, pack(block.body));
    if (block.receipts) {
        writing.append(Table::receipts, key, pack_receipts(*block.receipts));
    } else if (body->transaction_count == 0) {
        writing.append(Table::receipts, key, pack(empty_list));  // implied by the header's root
    } else {
        // Receipts are served without gaps, so they begin behind this block.
        writing.put(Table::meta, receipts_key(), key_of(block.number + 1));
    }
    return {};
}

/// @param value  with its checksum behind it, if it is there
std::optional<BytesView> checked_header(std::optional<BytesView> value, std::uint64_t number) {
    if (!value) return std::nullopt;
    BytesView checksum = *value;  // what is left behind the header
    const Result<rlp::Item> header = rlp::first(checksum);
    // Headers of formats before 3 have no checksum behind them.
    const bool whole = header && (checksum.empty() || is_checksum(checksum, header->raw));
    if (!whole) throw DatabaseError::damaged_block(number, "the header of block ");
    return header->raw;
}

/// @returns nothing if it is damaged, too
std::optional<BytesView> undamaged_header(const Transaction& view, std::uint64_t number) {
    try {
        return read_header(view, number);
    } catch (const DatabaseError& error) {
        if (!error.block()) throw;
        return std::nullopt;
    }
}

/// @param header  a checksum may follow it
std::optional<Hash256> parent_in(BytesView header) {
    rlp::Reader in{header, rlp::Tail::ignored};
    const auto parent = in.fixed<Hash256::size_bytes>();
    if (!in.ok()) return std::nullopt;
    return parent;
}

}  // namespace

NumberKey key_of(std::uint64_t number) {
    NumberKey key;
    for (std::size_t i = 0; i < key.size(); ++i) {
        key.bytes[key.size() - 1 - i] = static_cast<std::uint8_t>(number >> 8 * i);
    }
    return key;
}

std::uint64_t number_from(BytesView key) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : key) number = number << 8 | byte;
    return number;
}

std::optional<std::uint64_t> written_number(const Transaction& view, const Hash256& hash) {
    const auto key = view.get(Table::numbers, hash);
    if (!key) return std::nullopt;
    return number_from(*key);
}

std::optional<Hash256> canonical_hash(const Transaction& view, std::uint64_t number) {
    if (!view.get(Table::headers, key_of(number))) return std::nullopt;
    if (const auto child = undamaged_header(view, number + 1)) return parent_in(*child);
    const std::optional<chain::Head> head = read_head(view);
    if (head && head->number == number) return head->hash;
    const auto header = undamaged_header(view, number);
    if (!header) return std::nullopt;
    return crypto::keccak256(*header);
}

bool is_canonical(const Transaction& view, Cursor& headers, std::uint64_t number,
                  const Hash256& hash) {
    const auto child = headers.get(key_of(number + 1));
    // Without a look at the checksum: what names this hash is not damaged there.
    if (child && parent_in(*child) == hash) return true;
    return canonical_hash(view, number) == hash;
}

std::optional<std::uint64_t> first_header(const Transaction& view) {
    return first_number(view, Table::headers);
}

StoredSpan span_in(const Transaction& view, const chain::Head& head) {
    const std::uint64_t none = head.number + 1;
    StoredSpan span;
    span.earliest = std::min(first_number(view, Table::bodies).value_or(none), none);
    span.receipts_from = span.earliest;
    if (const auto written = view.get(Table::meta, receipts_key())) {
        span.receipts_from = std::clamp(number_from(*written), span.earliest, none);
    } else if (view.size(Table::receipts) != view.size(Table::bodies)) {
        span.receipts_from = none;  // of a store that was written before the record was
    }
    return span;
}

Result<void> put_block(Writing& writing, const chain::StoredBlock& block, const chain::Head& head) {
    put_header(writing, block, head);
    return put_contents(writing, block);
}

Result<void> put_root(Writing& writing, const chain::StoredBlock& root, const chain::Head& head) {
    if (head.total_difficulty == 0) {
        put_unknown_total(writing, Uint256{});
    } else {
        writing.erase(Table::meta, unknown_total_key());
    }
    put_header(writing, root, head);
    return root.body.empty() ? Result<void>{} : put_contents(writing, root);
}

std::optional<BytesView> read_header(const Transaction& view, std::uint64_t number) {
    return checked_header(view.get(Table::headers, key_of(number)), number);
}

std::optional<BytesView> read_header(Cursor& headers, std::uint64_t number) {
    return checked_header(headers.get(key_of(number)), number);
}

std::optional<chain::BlockRef> read_ref(const Transaction& view, std::uint64_t number) {
    const auto header = read_header(view, number);
    if (!header) return std::nullopt;
    const Result<eth::Header> decoded = eth::decode_header(*header);
    if (!decoded) return std::nullopt;
    return chain::BlockRef{number, crypto::keccak256(*header), decoded->parent};
}

chain::BlockRef erase_block(Writing& writing, std::uint64_t number) {
    const std::optional<chain::BlockRef> removed = read_ref(writing, number);
    if (!removed) throw DatabaseError::damaged_block(number);
    const NumberKey key = key_of(number);
    for (const Table table : tables_by_number) writing.erase(table, key);
    return *removed;
}

Hash256 erase_damaged(Writing& writing, std::uint64_t number) {
    // The bytes cannot be trusted, not even to be RLP: without a parent the result is zero.
    Hash256 parent{};
    BytesView value = writing.get(Table::headers, key_of(number)).value_or(BytesView{});
    if (const Result<rlp::Item> raw = rlp::first(value)) {
        const Result<eth::Header> header = eth::decode_header(raw->raw);
        if (header) parent = header->parent;
    }
    for (const Table table : tables_by_number) writing.erase(table, key_of(number));
    return parent;
}

// In the place of a damaged block, so in the middle of the tables: put and not append. The total is
// not written again, because it depends on the blocks before and not on this one.
void put_again(Writing& writing, const chain::StoredBlock& block) {
    const NumberKey key = key_of(block.number);
    writing.put(Table::headers, key, with_checksum(block.header));
    writing.put(Table::bodies, key, pack(block.body));
    if (block.receipts) writing.put(Table::receipts, key, pack_receipts(*block.receipts));
}

void put_left(Writing& writing, const chain::BlockRef& block) {
    writing.put(Table::left, left_key(block.number, block.hash), block.parent);
    // Bounded: a peer could make the node change between two branches again and again.
    while (writing.size(Table::left) > most_left) {
        // A copy, because erase() may move the page that the key lies in.
        const Bytes first(writing.first_key(Table::left)->begin(),
                          writing.first_key(Table::left)->end());
        writing.erase(Table::left, first);
    }
}

std::optional<Hash256> read_left(const Transaction& view, std::uint64_t number,
                                 const Hash256& hash) {
    const auto parent = view.get(Table::left, left_key(number, hash));
    return parent ? Hash256::from(*parent) : std::nullopt;
}

void put_follower(Writing& writing, std::string_view name, const FollowerPlace& place) {
    writing.put(Table::followers, bytes_of(name), left_key(place.number, place.hash));
}

std::optional<FollowerPlace> read_follower(const Transaction& view, std::string_view name) {
    const auto value = view.get(Table::followers, bytes_of(name));
    if (!value || value->size() != LeftKey::size_bytes) return std::nullopt;
    FollowerPlace place;
    place.number = number_from(value->first(NumberKey::size_bytes));
    place.hash = *Hash256::from(value->subspan(NumberKey::size_bytes));
    return place;
}

void put_head(Writing& writing, const chain::Head& head) {
    chain::Head stored = head;
    stored.total_difficulty = counted(writing, head.total_difficulty);
    writing.put(Table::meta, head_key(), encode(stored));
}

std::optional<chain::Head> read_head(const Transaction& view) {
    const auto value = view.get(Table::meta, head_key());
    if (!value) return std::nullopt;
    rlp::Reader in{*value};
    chain::Head head;
    head.number = in.u64();
    head.time = in.u64();
    head.hash = in.fixed<32>();
    head.total_difficulty = Uint256::from_big_endian(in.fixed<32>()).value();
    const std::optional<Uint256> total = whole(view, head.total_difficulty);
    // A damaged head counts as none; the caller says what to do with the store.
    if (!in.finish() || !total) return std::nullopt;
    head.total_difficulty = *total;
    return head;
}

std::optional<chain::Head> read_head_at(const Transaction& view, std::uint64_t number) {
    const auto header = read_header(view, number);
    const auto total = view.get(Table::totals, key_of(number));
    if (!header || !total) return std::nullopt;
    const Result<eth::Header> decoded = eth::decode_header(*header);
    const auto difficulty = Uint256::from_big_endian(*total);
    if (!decoded || !difficulty) return std::nullopt;
    const std::optional<Uint256> sum = whole(view, *difficulty);
    if (!sum) return std::nullopt;
    return chain::Head{number, decoded->time, crypto::keccak256(*header), *sum};
}

Result<chain::StoredBlock> read_block(const Transaction& view, std::uint64_t number) {
    const auto header = read_header(view, number);
    if (!header) return Errc::not_found;
    const std::optional<chain::BlockRef> place = read_ref(view, number);
    if (!place) throw DatabaseError::damaged_block(number);
    chain::StoredBlock block;
    block.number = number;
    block.hash = place->hash;
    block.parent = place->parent;
    block.header = SharedBytes{Bytes(header->begin(), header->end())};
    const auto body = read_packed(view, Table::bodies, number);
    block.receipts = read_packed(view, Table::receipts, number);
    if (!body || body->empty() || (block.receipts && block.receipts->empty())) {
        throw DatabaseError::damaged_block(number);
    }
    block.body = *body;
    return block;
}

std::optional<Uint256> read_unknown_total(const Transaction& view) {
    const auto value = view.get(Table::meta, unknown_total_key());
    return value ? Uint256::from_big_endian(*value) : std::nullopt;
}

void put_unknown_total(Writing& writing, const Uint256& total) {
    writing.put(Table::meta, unknown_total_key(), total.to_big_endian());
}

std::optional<std::uint64_t> read_format(const Transaction& view) {
    const auto value = view.get(Table::meta, format_key());
    if (!value) return std::nullopt;
    return number_from(*value);
}

void put_format(Writing& writing) { writing.put(Table::meta, format_key(), key_of(format)); }

std::optional<Hash256> read_genesis(const Transaction& view) {
    const auto value = view.get(Table::meta, genesis_key());
    return value ? Hash256::from(*value) : std::nullopt;
}

void put_genesis(Writing& writing, const Hash256& hash) {
    writing.put(Table::meta, genesis_key(), hash);
}

}  // namespace plexus::chainstore
