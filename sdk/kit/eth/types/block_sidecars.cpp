#include <vector>

#include <kit/eth/types/blob_sidecar.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::inline v1::eth {
namespace {

struct BlobTransaction {
    std::uint64_t index = 0;
    Hash256 hash{};
    std::vector<Hash256> blob_hashes{};
};

Result<std::vector<BlobTransaction>> blob_transactions_of(BytesView transactions) {
    std::vector<BlobTransaction> found;
    rlp::Reader in{transactions};
    in.count(limits::block_transactions);
    for (std::uint64_t index = 0; in.more(); ++index) {
        const BytesView raw = read_transaction(in);
        if (!in.ok() || type_of(raw) != transaction_type::blob) continue;
        Result<Transaction> transaction = decode_transaction(raw);
        if (!transaction) return transaction.error();
        found.push_back({index, transaction_hash(raw), std::move(transaction->blob_hashes)});
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return found;
}

/// The part of an entry that has no place for a version: it is always 0.
bool read_blobs(rlp::Reader& in, const std::vector<Hash256>& blob_hashes) {
    rlp::Reader list = in.list();
    const SidecarOutline outline = read_sidecar_outline(list);
    list.expect_end();
    return in.ok() && outline.version == 0 && check_sidecar(outline, blob_hashes).has_value();
}

bool read_entry(rlp::Reader& in, const chain::BlockRef& block, const BlobTransaction& transaction) {
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

Result<void> check_block_sidecars(const chain::BlockRef& block, BytesView transactions,
                                  BytesView list) {
    const auto blob_transactions = blob_transactions_of(transactions);
    if (!blob_transactions) return blob_transactions.error();
    rlp::Reader in{list};
    for (const BlobTransaction& transaction : *blob_transactions) {
        const bool right = in.more() && read_entry(in, block, transaction);
        if (!right) return Errc::invalid_data;
    }
    return in.finish();
}

}  // namespace plexus::inline v1::eth
