#include "body_view.hpp"

#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::inline v1::eth {
namespace {

Result<rlp::Item> first_list(BytesView& rest) {
    const Result<rlp::Item> item = rlp::first(rest);
    if (item && !item->is_list) return Errc::malformed;
    return item;
}

Result<std::size_t> count(const rlp::Item& list, std::size_t limit) {
    rlp::Reader in{list.raw};
    const std::size_t found = in.count(limit);
    const Result<void> done = in.finish(rlp::Extra::ignored);
    if (!done) return done.error();
    return found;
}

}  // namespace

Result<BodyView> view_body(BytesView list) {
    BytesView rest = list;
    const Result<rlp::Item> whole = first_list(rest);
    if (!whole) return whole.error();
    if (!rest.empty()) return Errc::malformed;
    return view_body_items(whole->payload);
}

Result<BodyView> view_body_items(BytesView items) {
    const Result<rlp::Item> transactions = first_list(items);
    if (!transactions) return transactions.error();
    const Result<rlp::Item> uncles = first_list(items);
    if (!uncles) return uncles.error();
    const Result<std::size_t> transaction_count = count(*transactions, limits::block_transactions);
    if (!transaction_count) return transaction_count.error();
    const Result<std::size_t> uncle_count = count(*uncles, limits::uncles);
    if (!uncle_count) return uncle_count.error();

    BodyView body{.transactions = *transactions, .uncles = *uncles};
    body.transaction_count = *transaction_count;
    body.uncle_count = *uncle_count;
    if (items.empty()) return body;
    const Result<rlp::Item> withdrawals = first_list(items);
    if (!withdrawals) return withdrawals.error();
    const Result<std::size_t> withdrawal_count = count(*withdrawals, limits::withdrawals);
    if (!withdrawal_count) return withdrawal_count.error();
    body.withdrawals = *withdrawals;
    body.rest = items;
    return body;
}

}  // namespace plexus::inline v1::eth
