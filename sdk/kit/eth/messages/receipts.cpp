#include "receipts.hpp"

#include <algorithm>
#include <utility>

#include <kit/eth/messages/request.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t around = 32;  // the id, the flag or offset, and the list headers

bool is_empty_list(BytesView list) { return list.size() == 1; }

}  // namespace

Bytes encode_get_receipts_v1(std::uint64_t id, const ReceiptsQuery& query) {
    return encode_get_by_hash(id, query.hashes);
}

Result<Enveloped<ReceiptsQuery>> decode_get_receipts_v1(BytesView payload) {
    Result<Enveloped<std::vector<Hash256>>> by_hash = decode_get_by_hash(payload);
    if (!by_hash) return by_hash.error();
    Enveloped<ReceiptsQuery> request;
    request.id = by_hash->id;
    request.content.hashes = std::move(by_hash->content);
    return request;
}

Bytes encode_receipts_v1(std::uint64_t id, const ReceiptsResponse& response) {
    return encode_response(id, response.blocks);
}

Result<Enveloped<ReceiptsResponse>> decode_receipts_response_v1(const SharedBytes& payload,
                                                                std::size_t requested) {
    Result<Enveloped<RawItems>> blocks = decode_receipts_v1(payload, requested);
    if (!blocks) return blocks.error();
    Enveloped<ReceiptsResponse> response;
    response.id = blocks->id;
    response.content.blocks = std::move(blocks->content);
    return response;
}

Bytes encode_get_receipts_v3(std::uint64_t id, const ReceiptsQuery& query) {
    rlp::Writer out{around + query.hashes.size() * (1 + Hash256::size_bytes)};
    out.list([&] {
        out.u64(id);
        out.u64(query.first);
        out.list([&] {
            for (const Hash256& hash : query.hashes) out.fixed(hash);
        });
    });
    return out.take();
}

Result<Enveloped<ReceiptsQuery>> decode_get_receipts_v3(BytesView payload) {
    Enveloped<ReceiptsQuery> request;
    rlp::Reader in{payload};
    request.id = in.u64();
    request.content.first = in.u64();
    rlp::Reader hashes = in.list();
    std::vector<Hash256>& read = request.content.hashes;
    while (hashes.more() && read.size() < limits::lookups) read.push_back(hashes.fixed<32>());
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return request;
}

Bytes encode_receipts_v3(std::uint64_t id, const ReceiptsResponse& response) {
    std::size_t size = around;
    for (const SharedBytes& block : response.blocks) size += block.size();
    rlp::Writer out{size};
    out.list([&] {
        out.u64(id);
        out.boolean(response.last_incomplete);
        out.list([&] {
            for (const SharedBytes& block : response.blocks) out.raw(block);
        });
    });
    return out.take();
}

net::CompressedPayload join_receipts_v3(std::uint64_t id, chain::PackedItems lists) {
    rlp::Writer last_incomplete;
    last_incomplete.boolean(false);
    return join_response(id, last_incomplete.view(), std::move(lists));
}

Result<Enveloped<ReceiptsResponse>> decode_receipts_response_v3(const SharedBytes& payload,
                                                                std::size_t requested) {
    Enveloped<ReceiptsResponse> response;
    RawItems& read = response.content.blocks;
    rlp::Reader in{payload};
    response.id = in.u64();
    response.content.last_incomplete = in.boolean();
    rlp::Reader blocks = in.list();
    read.reserve(blocks.count(requested));
    while (blocks.more()) {
        if (blocks.peek() != rlp::Kind::list) blocks.fail(Errc::malformed);
        read.push_back(payload.slice(blocks.raw()));
    }
    const bool nothing_of_it = read.empty() || is_empty_list(read.back());
    if (response.content.last_incomplete && nothing_of_it) in.fail(Errc::invalid_data);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return response;
}

}  // namespace plexus::inline v1::eth
