#include "block_range.hpp"

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>
#include <plugins/bsc/protocol/limits.hpp>
#include <plugins/bsc/protocol/sidecar.hpp>

namespace plexus::inline v1::bsc {
namespace {

bool is_named(const eth::RawBlock& block, const BlockRange& range) {
    return range.hash ? block.hash == *range.hash : block.number == range.number;
}

bool is_parent(const eth::RawBlock& block, const eth::RawBlock& child) {
    return block.hash == child.parent && block.number + 1 == child.number;
}

Result<void> check_contents(const eth::RawBlock& block) {
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) return header.error();
    const Result<eth::BodyView> body = eth::view_body_items(block.body);
    if (!body) return body.error();
    const std::size_t committed = block.body.size() - body->rest.size();
    const Result<void> right = eth::check_body_items(*header, block.body.view().first(committed));
    if (!right) return right;
    return check_sidecars(block);
}

}  // namespace

Bytes encode_get_blocks_by_range(std::uint64_t id, const BlockRange& range) {
    rlp::Writer out;
    out.list([&] {
        out.u64(id);
        out.u64(range.number);
        out.fixed(range.hash.value_or(Hash256{}));
        out.u64(range.count);
    });
    return out.take();
}

Result<eth::Enveloped<BlockRange>> decode_get_blocks_by_range(BytesView payload) {
    eth::Enveloped<BlockRange> request;
    rlp::Reader in{payload};
    request.id = in.u64();
    request.content.number = in.u64();
    const auto hash = in.fixed<32>();
    if (hash != Hash256{}) request.content.hash = hash;
    request.content.count = in.u64();
    const Result<void> done = in.finish();
    if (!done) return done.error();
    const std::uint64_t count = request.content.count;
    if (count == 0 || count > limits::range_blocks) return Errc::limit_exceeded;
    return request;
}

Result<eth::Enveloped<std::vector<eth::RawBlock>>> decode_blocks_by_range(
    const SharedBytes& payload, std::size_t requested) {
    eth::Enveloped<std::vector<eth::RawBlock>> response;
    std::vector<BytesView> views;
    rlp::Reader in{payload};
    response.id = in.u64();
    rlp::Reader list = in.list();
    views.reserve(list.count(requested));
    while (list.more()) views.push_back(list.raw());
    const Result<void> done = in.finish();
    if (!done) return done.error();
    for (const BytesView view : views) {
        Result<eth::RawBlock> block = eth::split_block(payload.slice(view));
        if (!block) return block.error();
        response.content.push_back(std::move(*block));
    }
    return response;
}

Result<void> check_range(const BlockRange& range, const std::vector<eth::RawBlock>& blocks) {
    if (blocks.empty()) return Errc::not_found;
    if (!is_named(blocks.front(), range)) return Errc::invalid_data;
    for (std::size_t i = 1; i < blocks.size(); ++i) {
        if (!is_parent(blocks[i], blocks[i - 1])) return Errc::invalid_data;
    }
    for (const eth::RawBlock& block : blocks) {
        const Result<void> contents = check_contents(block);
        if (!contents) return contents;
    }
    return {};
}

}  // namespace plexus::inline v1::bsc
