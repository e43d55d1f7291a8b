#include "kept_block.hpp"

#include <kit/eth/types/body_view.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::relay {
namespace {

SharedBytes copy_of(BytesView bytes) { return SharedBytes{Bytes(bytes.begin(), bytes.end())}; }

/// A list header (9 bytes at most) and what is in the list.
constexpr std::size_t list_header_bytes = 9;

}  // namespace

Result<eth::RawBlock> in_gossip_form(eth::RawBlock block) {
    const Result<eth::BodyView> body = eth::view_body_items(block.body);
    if (!body) return body.error();
    BytesView appended = block.extra;
    if (!body->rest.empty()) {
        appended = body->rest;
        const BytesView items = block.body;
        block.extra = block.body.slice(appended);
        block.body = block.body.slice(items.first(items.size() - appended.size()));
    }
    if (appended.empty()) return block;
    // Only the first item is the body's as well. BSC's v1.6.2 to v1.7.3 sent a block access list
    // behind it, to peers that speak bsc/3.
    const Result<rlp::Item> first = rlp::first(appended);
    if (!first) return first.error();
    const bool nothing = first->is_list && first->payload.empty();
    block.extra = nothing ? SharedBytes{} : block.extra.slice(first->raw);
    return block;
}

KeptBlock keep(const eth::RawBlock& block, eth::Header header) {
    KeptBlock kept;
    kept.block = block;
    kept.header = std::move(header);
    kept.block.header = copy_of(block.header);
    kept.block.extra = copy_of(block.extra);
    rlp::Writer out{list_header_bytes + block.body.size() + block.extra.size()};
    out.list([&] {
        out.raw(block.body);
        out.raw(block.extra);
    });
    kept.body_list = SharedBytes{out.take()};
    const BytesView list = kept.body_list;
    const BytesView items = list.last(block.body.size() + block.extra.size());
    kept.block.body = kept.body_list.slice(items.first(block.body.size()));
    kept.bytes = kept.block.header.size() + kept.block.extra.size() + kept.body_list.size();
    return kept;
}

}  // namespace plexus::relay
