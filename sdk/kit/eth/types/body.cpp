#include "body.hpp"

#include <utility>

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

Result<void> decode_transactions(const BodyView& view, Body& body) {
    rlp::Reader in{view.transactions.raw};
    while (in.more()) {
        const BytesView canonical = read_transaction(in);
        if (!in.ok()) break;
        Result<Transaction> transaction = decode_transaction(canonical);
        if (!transaction) return transaction.error();
        body.transactions.push_back(std::move(*transaction));
    }
    return in.finish();
}

Result<void> decode_uncles(const BodyView& view, Body& body) {
    rlp::Reader in{view.uncles.raw};
    while (in.more()) {
        const BytesView raw = in.raw();
        if (!in.ok()) break;
        Result<Header> header = decode_header(raw);
        if (!header) return header.error();
        body.uncles.push_back(std::move(*header));
    }
    return in.finish();
}

Result<void> decode_withdrawals(const BodyView& view, Body& body) {
    if (!view.withdrawals) return {};
    std::vector<Withdrawal>& withdrawals = body.withdrawals.emplace();
    rlp::Reader in{view.withdrawals->raw};
    while (in.more()) {
        Withdrawal& withdrawal = withdrawals.emplace_back();
        rlp::Reader fields = in.list();
        withdrawal.index = fields.u64();
        withdrawal.validator = fields.u64();
        withdrawal.address = fields.fixed<20>();
        withdrawal.amount_gwei = fields.u64();
        fields.expect_end();
    }
    return in.finish();
}

void write_withdrawals(rlp::Writer& out, const std::vector<Withdrawal>& withdrawals) {
    out.list([&] {
        for (const Withdrawal& withdrawal : withdrawals) {
            out.list([&] {
                out.u64(withdrawal.index);
                out.u64(withdrawal.validator);
                out.fixed(withdrawal.address);
                out.u64(withdrawal.amount_gwei);
            });
        }
    });
}

}  // namespace

Result<Body> decode_body(BytesView list) {
    const Result<BodyView> view = view_body(list);
    if (!view) return view.error();
    Body body;
    const Result<void> transactions = decode_transactions(*view, body);
    if (!transactions) return transactions.error();
    const Result<void> uncles = decode_uncles(*view, body);
    if (!uncles) return uncles.error();
    const Result<void> withdrawals = decode_withdrawals(*view, body);
    if (!withdrawals) return withdrawals.error();
    body.unknown.assign(view->rest.begin(), view->rest.end());
    return body;
}

Bytes encode_body(const Body& body) {
    rlp::Writer out;
    out.list([&] {
        out.list([&] {
            for (const Transaction& item : body.transactions) {
                write_transaction(out, encode_transaction(item));
            }
        });
        out.list([&] {
            for (const Header& uncle : body.uncles) out.raw(encode_header(uncle));
        });
        if (body.withdrawals) write_withdrawals(out, *body.withdrawals);
        out.raw(body.unknown);
    });
    return out.take();
}

}  // namespace plexus::inline v1::eth
