#include "range_reader.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>
#include <plugins/bsc/protocol/limits.hpp>

namespace plexus::inline v1::bsc {
namespace {

constexpr std::size_t envelope_bytes = 32;  // the id and the headers of two lists
constexpr std::size_t list_header_bytes = 9;

/// `[header, transactions, uncles, ...]`; empty if the body is no list.
Bytes join(BytesView header, BytesView body) {
    const Result<rlp::Item> items = rlp::first(body);
    if (!items || !items->is_list) return {};
    rlp::Writer out{list_header_bytes + header.size() + items->payload.size()};
    out.list([&] {
        out.raw(header);
        out.raw(items->payload);
    });
    return out.take();
}

/// One by one, because a response to several hashes does not say which of them it leaves out.
awaitable<Result<chain::RawItems>> read_body(chain::ChainReader& chain, const SharedBytes& header) {
    const chain::Budget one{1, limits::range_bytes};
    std::vector<Hash256> hashes;
    hashes.push_back(crypto::keccak256(header));
    co_return co_await chain.bodies(std::move(hashes), one);
}

}  // namespace

awaitable<Result<chain::RawItems>> read_range(chain::ChainReader& chain, BlockRange range) {
    chain::HeaderQuery query;
    query.hash = range.hash;
    query.number = range.number;
    query.amount = range.count;
    query.reverse = true;
    const chain::Budget budget{limits::range_blocks, limits::range_bytes};
    const Result<chain::RawItems> headers = co_await chain.headers(query, budget);
    if (!headers) co_return headers.error();

    chain::RawItems blocks;
    std::size_t bytes = envelope_bytes;
    for (const SharedBytes& header : *headers) {
        const Result<chain::RawItems> body = co_await read_body(chain, header);
        if (!body) co_return body.error();
        if (body->empty()) break;
        Bytes block = join(header, body->front());
        bytes += block.size();
        const std::size_t most = blocks.empty() ? limits::message_bytes : limits::range_bytes;
        if (block.empty() || bytes > most) break;
        blocks.emplace_back(std::move(block));
    }
    co_return blocks;
}

}  // namespace plexus::inline v1::bsc
