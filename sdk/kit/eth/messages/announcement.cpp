#include "announcement.hpp"

#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t hash_item_bytes = 1 + Hash256::size_bytes;

void write_hashes(rlp::Writer& out, std::span<const TransactionAnnouncement> transactions) {
    out.list([&] {
        for (const TransactionAnnouncement& item : transactions) out.fixed(item.hash);
    });
}

}  // namespace

TransactionAnnouncement announcement_of(const RawTransaction& transaction) {
    return {.hash = transaction.hash,
            .type = type_of(transaction.bytes),
            .size = transaction.bytes.size()};
}

Bytes encode_announcement_v1(std::span<const TransactionAnnouncement> transactions) {
    rlp::Writer out{transactions.size() * hash_item_bytes};
    write_hashes(out, transactions);
    return out.take();
}

Result<std::vector<TransactionAnnouncement>> decode_announcement_v1(BytesView payload) {
    std::vector<TransactionAnnouncement> transactions;
    rlp::Reader in{payload};
    transactions.reserve(in.count(limits::announced_transactions));
    while (in.more()) transactions.push_back({.hash = in.fixed<32>()});
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return transactions;
}

Bytes encode_announcement_v2(std::span<const TransactionAnnouncement> transactions) {
    constexpr std::size_t entry_bytes = 1 + 5 + hash_item_bytes;
    Bytes types;
    types.reserve(transactions.size());
    for (const TransactionAnnouncement& item : transactions) types.push_back(item.type.value_or(0));
    rlp::Writer out{transactions.size() * entry_bytes};
    out.list([&] {
        out.bytes(types);
        out.list([&] {
            for (const TransactionAnnouncement& item : transactions) out.u64(item.size.value_or(0));
        });
        write_hashes(out, transactions);
    });
    return out.take();
}

Result<std::vector<TransactionAnnouncement>> decode_announcement_v2(BytesView payload) {
    rlp::Reader in{payload};
    const BytesView types = in.bytes(limits::announced_transactions);
    rlp::Reader sizes = in.list();
    rlp::Reader hashes = in.list();
    const std::size_t size_count = sizes.count(limits::announced_transactions);
    const std::size_t hash_count = hashes.count(limits::announced_transactions);
    if (size_count != types.size() || hash_count != types.size()) in.fail(Errc::malformed);

    std::vector<TransactionAnnouncement> transactions;
    if (in.ok()) transactions.reserve(types.size());
    for (std::size_t i = 0; in.ok() && i < types.size(); ++i) {
        transactions.push_back({.hash = hashes.fixed<32>(), .type = types[i], .size = sizes.u64()});
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return transactions;
}

}  // namespace plexus::inline v1::eth
