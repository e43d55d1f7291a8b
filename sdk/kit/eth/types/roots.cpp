#include "roots.hpp"

#include <vector>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>
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

Result<BodyRoots> roots_of(const BodyView& body) {
    BodyRoots roots;
    const Result<Hash256> transactions = transactions_root(body.transactions.raw);
    if (!transactions) return transactions.error();
    roots.transactions = *transactions;
    roots.uncles = uncles_hash(body.uncles.raw);
    if (!body.withdrawals) return roots;
    const Result<Hash256> withdrawals = withdrawals_root(body.withdrawals->raw);
    if (!withdrawals) return withdrawals.error();
    roots.withdrawals = *withdrawals;
    return roots;
}

Result<void> check_view(const Header& header, const Result<BodyView>& body) {
    if (!body) return body.error();
    if (!body->rest.empty()) return Errc::invalid_data;
    const Result<BodyRoots> roots = roots_of(*body);
    if (!roots) return roots.error();
    if (!commits_to_body(header, *roots)) return Errc::invalid_data;
    return {};
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

Result<BodyRoots> body_roots(BytesView body) {
    const Result<BodyView> view = view_body(body);
    if (!view) return view.error();
    return roots_of(*view);
}

bool commits_to_body(const Header& header, const BodyRoots& roots) noexcept {
    return roots.transactions == header.transactions_root && roots.uncles == header.uncles_hash &&
           roots.withdrawals == header.withdrawals_root;
}

Result<void> check_body(const Header& header, BytesView body) {
    return check_view(header, view_body(body));
}

Result<void> check_body_items(const Header& header, BytesView items) {
    return check_view(header, view_body_items(items));
}

Result<void> check_receipts(const Header& header, BytesView receipts) {
    const Result<Hash256> root = receipts_root(receipts);
    if (!root) return root.error();
    if (*root != header.receipts_root) return Errc::invalid_data;
    return {};
}

}  // namespace plexus::inline v1::eth
