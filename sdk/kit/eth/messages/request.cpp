#include "request.hpp"

#include <algorithm>

#include <kit/rlp/parse.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t hash_item_bytes = 1 + Hash256::size_bytes;

void read_origin(rlp::Reader& in, chain::HeaderQuery& query) {
    const BytesView origin = in.bytes(Hash256::size_bytes);
    query.hash = Hash256::from(origin);
    if (query.hash) return;
    if (origin.size() > sizeof query.number) return in.fail(Errc::malformed);
    if (!rlp::is_minimal(origin)) return in.fail(Errc::non_canonical);
    query.number = rlp::from_big_endian(origin);
}

}  // namespace

Bytes encode_get_block_headers(std::uint64_t id, const chain::HeaderQuery& query) {
    rlp::Writer out;
    out.list([&] {
        out.u64(id);
        out.list([&] {
            if (query.hash) {
                out.fixed(*query.hash);
            } else {
                out.u64(query.number);
            }
            out.u64(query.amount);
            out.u64(query.skip);
            out.boolean(query.reverse);
        });
    });
    return out.take();
}

Result<Enveloped<chain::HeaderQuery>> decode_get_block_headers(BytesView payload) {
    Enveloped<chain::HeaderQuery> request;
    rlp::Reader in{payload};
    request.id = in.u64();
    rlp::Reader query = in.list();
    read_origin(query, request.content);
    request.content.amount = query.u64();
    request.content.skip = query.u64();
    request.content.reverse = query.boolean();
    query.expect_end();
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return request;
}

Bytes encode_get_by_hash(std::uint64_t id, std::span<const Hash256> hashes) {
    constexpr std::size_t around = 16;  // the id and two list headers
    rlp::Writer out{around + hashes.size() * hash_item_bytes};
    out.list([&] {
        out.u64(id);
        out.list([&] {
            for (const Hash256& hash : hashes) out.fixed(hash);
        });
    });
    return out.take();
}

Result<Enveloped<std::vector<Hash256>>> decode_get_by_hash(BytesView payload, std::size_t max) {
    const Result<Enveloped<rlp::Item>> envelope = open_envelope(payload);
    if (!envelope) return envelope.error();
    Enveloped<std::vector<Hash256>> request;
    request.id = envelope->id;
    request.content.reserve(std::min(max, envelope->content.payload.size() / hash_item_bytes));
    rlp::Reader in{envelope->content.raw};
    while (in.more() && request.content.size() < max) request.content.push_back(in.fixed<32>());
    const Result<void> done = in.finish(rlp::Extra::ignored);
    if (!done) return done.error();
    return request;
}

}  // namespace plexus::inline v1::eth
