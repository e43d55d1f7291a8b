#include "transaction.hpp"

#include <algorithm>

#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

enum class Blobs : std::uint8_t { forbidden, allowed };

bool has_duplicate(std::span<const RawTransaction> transactions) {
    std::vector<Hash256> hashes;
    hashes.reserve(transactions.size());
    for (const RawTransaction& transaction : transactions) hashes.push_back(transaction.hash);
    std::sort(hashes.begin(), hashes.end());
    return std::adjacent_find(hashes.begin(), hashes.end()) != hashes.end();
}

std::vector<RawTransaction> read_all(rlp::Reader& in, const SharedBytes& payload, std::size_t limit,
                                     Blobs blobs) {
    std::vector<RawTransaction> transactions;
    transactions.reserve(in.count(limit));
    while (in.more()) {
        const BytesView bytes = read_transaction(in);
        if (!in.ok()) break;
        if (blobs == Blobs::forbidden && type_of(bytes) == transaction_type::blob) {
            in.fail(Errc::invalid_data);
            break;
        }
        transactions.push_back({payload.slice(bytes), transaction_hash(bytes)});
    }
    if (has_duplicate(transactions)) in.fail(Errc::invalid_data);
    return transactions;
}

std::size_t total_size(std::span<const RawTransaction> transactions) {
    constexpr std::size_t around = 32;
    constexpr std::size_t header_bytes = 9;  // of a wrapped transaction, at most
    std::size_t sum = around;
    for (const RawTransaction& item : transactions) sum += header_bytes + item.bytes.size();
    return sum;
}

void write_all(rlp::Writer& out, std::span<const RawTransaction> transactions) {
    out.list([&] {
        for (const RawTransaction& item : transactions) write_transaction(out, item.bytes);
    });
}

}  // namespace

Bytes encode_transactions(std::span<const RawTransaction> transactions) {
    rlp::Writer out{total_size(transactions)};
    write_all(out, transactions);
    return out.take();
}

Result<std::vector<RawTransaction>> decode_transactions(const SharedBytes& payload) {
    rlp::Reader in{payload};
    std::vector<RawTransaction> transactions =
        read_all(in, payload, limits::transactions, Blobs::forbidden);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return transactions;
}

Bytes encode_pooled_transactions(std::uint64_t id, std::span<const RawTransaction> transactions) {
    rlp::Writer out{total_size(transactions)};
    out.list([&] {
        out.u64(id);
        write_all(out, transactions);
    });
    return out.take();
}

Result<Enveloped<std::vector<RawTransaction>>> decode_pooled_transactions(
    const SharedBytes& payload, std::size_t requested) {
    Enveloped<std::vector<RawTransaction>> response;
    rlp::Reader in{payload};
    response.id = in.u64();
    rlp::Reader items = in.list();
    response.content = read_all(items, payload, requested, Blobs::allowed);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return response;
}

}  // namespace plexus::inline v1::eth
