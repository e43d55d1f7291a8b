#include "roots.hpp"

#include <vector>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/body_view.hpp>
#include <kit/eth/header.hpp>
#include <kit/eth/limits.hpp>
#include <kit/eth/raw_transaction.hpp>
#include <kit/trie/root.hpp>

namespace plexus::inline v1::eth {
namespace {

/// The root of a list's items as `take(Reader&) -> BytesView` gives them.
template <class Take>
Result<Hash256> root_of(BytesView list, std::size_t limit, Take take) {
    std::vector<BytesView> values;
    rlp::Reader in{list};
    values.reserve(in.count(limit));
    while (in.more()) values.push_back(take(in));
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return trie::list_root(values);
}

/// Nothing that follows from `expected`, which is the root in the header.
Result<void> must_equal(const Result<Hash256>& found, const Hash256& expected) {
    if (!found) return found.error();
    if (*found != expected) return Errc::invalid_data;
    return {};
}

Result<void> check_view(const Header& header, const BodyView& body) {
    const Result<void> transactions =
        must_equal(transactions_root(body.transactions.raw), header.transactions_root);
    if (!transactions) return transactions;
    if (uncles_hash(body.uncles.raw) != header.uncles_hash) return Errc::invalid_data;
    if (body.withdrawals.has_value() != header.withdrawals_root.has_value()) {
        return Errc::invalid_data;
    }
    if (!body.withdrawals) return {};
    return must_equal(withdrawals_root(body.withdrawals->raw), *header.withdrawals_root);
}

}  // namespace

Result<Hash256> transactions_root(BytesView list) {
    return root_of(list, limits::block_transactions, read_transaction);
}

Result<Hash256> withdrawals_root(BytesView list) {
    return root_of(list, limits::withdrawals, [](rlp::Reader& in) { return in.raw(); });
}

Result<Hash256> receipts_root(BytesView list) {
    // A receipt is wrapped exactly as its transaction is: EIP-2718.
    return root_of(list, limits::block_receipts, read_transaction);
}

Hash256 uncles_hash(BytesView list) noexcept { return crypto::keccak256(list); }

Result<void> check_body(const Header& header, BytesView body) {
    const Result<BodyView> view = view_body(body);
    if (!view) return view.error();
    return check_view(header, *view);
}

Result<void> check_body_items(const Header& header, BytesView items) {
    const Result<BodyView> view = view_body_items(items);
    if (!view) return view.error();
    return check_view(header, *view);
}

Result<void> check_receipts(const Header& header, BytesView receipts) {
    return must_equal(receipts_root(receipts), header.receipts_root);
}

}  // namespace plexus::inline v1::eth
