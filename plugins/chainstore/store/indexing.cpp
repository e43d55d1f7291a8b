#include "indexing.hpp"

#include <algorithm>

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

#include "packing.hpp"
#include "store.hpp"

namespace plexus::chainstore {
namespace {

/// What one step of the index writes, so that one transaction can hold it: about 20 MiB of pages,
/// as hashes hit pages at random.
constexpr std::size_t transactions_of_a_step = 4096;
constexpr std::uint64_t blocks_of_a_step = 1024;

BytesView indexed_key() { return bytes_of("indexed from"); }

/// Calls it with the hash of each transaction of a body.
template <class Call>
std::size_t for_each_hash(BytesView body, Call call) {
    const Result<eth::BodyView> parts = eth::view_body(body);
    if (!parts) return 0;
    rlp::Reader in{parts->transactions.raw};
    for (std::size_t i = 0; i < parts->transaction_count; ++i) {
        call(eth::transaction_hash(eth::read_transaction(in)));
    }
    return parts->transaction_count;
}

}  // namespace

std::size_t index_block(Writing& writing, std::uint64_t number, BytesView body) {
    const NumberKey key = key_of(number);
    return for_each_hash(body,
                         [&](const Hash256& hash) { writing.put(Table::transactions, hash, key); });
}

void unindex_block(Writing& writing, std::uint64_t number) {
    const auto packed = writing.get(Table::bodies, key_of(number));
    Bytes body;
    if (!packed || !unpack(*packed, body)) return;
    for_each_hash(body, [&](const Hash256& hash) {
        if (indexed_number(writing, hash) == number) writing.erase(Table::transactions, hash);
    });
}

std::optional<std::uint64_t> indexed_number(const Transaction& view, const Hash256& hash) {
    const auto number = view.get(Table::transactions, hash);
    if (!number) return std::nullopt;
    return number_from(*number);
}

std::optional<std::uint64_t> read_indexed_from(const Transaction& view, const Hash256& head) {
    const auto value = view.get(Table::meta, indexed_key());
    if (!value) return std::nullopt;
    rlp::Reader in{*value};
    const std::uint64_t number = in.u64();
    const Hash256 written = in.fixed<32>();
    if (!in.finish() || written != head) return std::nullopt;
    return number;
}

void put_indexed_from(Writing& writing, std::uint64_t number, const Hash256& head) {
    rlp::Writer out;
    out.list([&] {
        out.u64(number);
        out.fixed(head);
    });
    writing.put(Table::meta, indexed_key(), out.take());
}

std::uint64_t Store::indexed_from() const {
    const std::lock_guard lock{head_mutex_};
    return span_.indexed_from;
}

/// A block that is being stored.
void Store::index(Writing& writing, const chain::StoredBlock& block) {
    if (place_.index_transactions) index_block(writing, block.number, block.body);
}

/// A block that is about to be erased.
void Store::unindex(Writing& writing, std::uint64_t number) {
    if (place_.index_transactions) unindex_block(writing, number);
}

Result<std::uint64_t> Store::find_transaction(const Hash256& hash) {
    return guarded([&]() -> Result<std::uint64_t> {
        const auto number = indexed_number(Reading{*database_}, hash);
        if (!number || indexed_from() == not_indexed) return Errc::not_found;
        return *number;
    });
}

Result<bool> Store::index_more() {
    return guarded([&]() -> Result<bool> {
        if (!place_.index_transactions) return false;
        ChainWriting writing{*database_, recent_};
        const chain::Head last = head();
        const std::uint64_t bottom = earliest();
        std::uint64_t from = indexed_from();
        if (from <= bottom) return false;
        const std::uint64_t lowest = from - std::min(from - bottom, blocks_of_a_step);
        for (std::size_t written = 0; from > lowest && written < transactions_of_a_step;) {
            const auto packed = writing.get(Table::bodies, key_of(--from));
            Bytes body;
            // What is damaged has no transactions until it is mended.
            if (packed && unpack(*packed, body)) written += index_block(writing, from, body);
        }
        commit(writing, last, from);
        return from > bottom;
    });
}

}  // namespace plexus::chainstore
