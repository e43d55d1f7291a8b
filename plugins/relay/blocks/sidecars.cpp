#include "sidecars.hpp"

#include <vector>

#include <kit/eth/types/blob_sidecar.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::relay {
namespace {

struct BlobTransaction {
    std::uint64_t index = 0;
    Hash256 hash{};
    std::vector<Hash256> blob_hashes{};
};

Result<std::vector<BlobTransaction>> blob_transactions_of(const eth::RawBlock& block) {
    const auto transactions = eth::transactions_of(block);
    if (!transactions) return transactions.error();
    std::vector<BlobTransaction> found;
    for (std::size_t i = 0; i < transactions->size(); ++i) {
        const eth::RawTransaction& raw = (*transactions)[i];
        if (eth::type_of(raw.bytes) != eth::transaction_type::blob) continue;
        Result<eth::Transaction> transaction = eth::decode_transaction(raw.bytes);
        if (!transaction) return transaction.error();
        found.push_back({i, raw.hash, std::move(transaction->blob_hashes)});
    }
    return found;
}

/// The part of an entry that has no place for a version: it is always 0.
bool read_blobs(rlp::Reader& in, const std::vector<Hash256>& blob_hashes) {
    rlp::Reader list = in.list();
    const eth::SidecarOutline outline = eth::read_sidecar_outline(list);
    list.expect_end();
    return in.ok() && outline.version == 0 && eth::check_sidecar(outline, blob_hashes).has_value();
}

bool read_sidecar(rlp::Reader& in, const eth::RawBlock& block, const BlobTransaction& transaction) {
    rlp::Reader entry = in.list();
    const bool committed = read_blobs(entry, transaction.blob_hashes);
    const std::uint64_t number = entry.u64();
    const Hash256 block_hash = entry.fixed<32>();
    const std::uint64_t index = entry.u64();
    const Hash256 hash = entry.fixed<32>();
    entry.expect_end();
    return committed && number == block.number && block_hash == block.hash &&
           index == transaction.index && hash == transaction.hash;
}

}  // namespace

Result<void> check_sidecars(const eth::RawBlock& block) {
    if (block.extra.empty()) return {};
    const auto transactions = blob_transactions_of(block);
    if (!transactions) return transactions.error();
    BytesView rest = block.extra;
    const Result<rlp::Item> whole = rlp::first(rest);
    if (!whole) return whole.error();
    rlp::Reader in{whole->raw};
    for (const BlobTransaction& transaction : *transactions) {
        const bool right = in.more() && read_sidecar(in, block, transaction);
        if (!right) return Errc::invalid_data;
    }
    return in.finish();
}

}  // namespace plexus::relay
