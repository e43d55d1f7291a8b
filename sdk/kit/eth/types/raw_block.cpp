#include "raw_block.hpp"

#include <utility>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t list_header_bytes = 9;  // the longest there is

Result<rlp::Item> only_list(BytesView bytes) {
    const Result<rlp::Item> item = rlp::first(bytes);
    if (item && (!item->is_list || !bytes.empty())) return Errc::malformed;
    return item;
}

}  // namespace

Result<RawBlock> make_raw_block(SharedBytes header, const SharedBytes& body) {
    const Result<rlp::Item> list = only_list(body);
    if (!list) return list.error();
    return make_raw_block_of_items(std::move(header), body.slice(list->payload));
}

Result<RawBlock> make_raw_block_of_items(SharedBytes header, SharedBytes body_items) {
    const Result<Header> decoded = decode_header(header);
    if (!decoded) return decoded.error();
    const Result<BodyView> body = view_body_items(body_items);
    if (!body) return body.error();

    RawBlock block;
    block.hash = crypto::keccak256(header);
    block.header = std::move(header);
    block.body = std::move(body_items);
    block.parent = decoded->parent;
    block.number = decoded->number;
    block.time = decoded->time;
    block.transactions = body->transaction_count;
    return block;
}

Bytes body_list(const RawBlock& block) {
    rlp::Writer out{list_header_bytes + block.body.size()};
    out.list([&] { out.raw(block.body); });
    return out.take();
}

Bytes block_list(const RawBlock& block) {
    rlp::Writer out{list_header_bytes + block.header.size() + block.body.size()};
    out.list([&] {
        out.raw(block.header);
        out.raw(block.body);
    });
    return out.take();
}

Result<RawBlock> split_block(const SharedBytes& block) {
    const Result<rlp::Item> list = only_list(block);
    if (!list) return list.error();
    BytesView rest = list->payload;
    const Result<rlp::Item> header = rlp::first(rest);
    if (!header) return header.error();
    return make_raw_block_of_items(block.slice(header->raw), block.slice(rest));
}

Result<std::vector<RawTransaction>> transactions_of(const RawBlock& block) {
    const Result<BodyView> body = view_body_items(block.body);
    if (!body) return body.error();
    std::vector<RawTransaction> transactions;
    transactions.reserve(body->transaction_count);
    rlp::Reader in{body->transactions.raw};
    while (in.more()) {
        const BytesView bytes = read_transaction(in);
        if (in.ok()) transactions.push_back({block.body.slice(bytes), transaction_hash(bytes)});
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return transactions;
}

}  // namespace plexus::inline v1::eth
