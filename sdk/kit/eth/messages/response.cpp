#include "response.hpp"

#include <algorithm>
#include <utility>

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/snappy_block/snappy_block.hpp>

namespace plexus::inline v1::eth {
namespace {

std::size_t total_size(std::span<const SharedBytes> items) {
    constexpr std::size_t around = 32;  // the id and the list headers
    std::size_t sum = around;
    for (const SharedBytes& item : items) sum += item.size();
    return sum;
}

/// How many headers tell how well the others of a response can be compressed.
constexpr std::size_t sampled_headers = 8;

/// Compresses each header by what it has in common with the one before it, the first by Snappy.
void append_by_the_one_before(std::span<const SharedBytes> headers, chain::PackedItems& out) {
    BytesView before;
    for (const SharedBytes& header : headers) {
        if (before.empty()) {
            snappy_block::append_compressed(header, out.elements);
        } else {
            snappy_block::append_resembling(before, header, out.elements);
        }
        before = header;
        out.size += header.size();
        ++out.count;
    }
}

void append_together(std::span<const SharedBytes> headers, chain::PackedItems& out) {
    Bytes whole;
    whole.reserve(total_size(headers));
    for (const SharedBytes& header : headers) {
        whole.insert(whole.end(), header.view().begin(), header.view().end());
    }
    snappy_block::append_compressed(whole, out.elements);
    out.size += whole.size();
    out.count += headers.size();
}

/// Reads `[id, [item, ...]]` item by item: `take(Reader&) -> BytesView`.
template <class Take>
Result<Enveloped<RawItems>> decode_items(const SharedBytes& payload, std::size_t requested,
                                         Take take) {
    Enveloped<RawItems> response;
    rlp::Reader in{payload};
    response.id = in.u64();
    rlp::Reader items = in.list();
    response.content.reserve(items.count(requested));
    while (items.more()) response.content.push_back(payload.slice(take(items)));
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return response;
}

BytesView take_list(rlp::Reader& items) {
    if (items.peek() != rlp::Kind::list) items.fail(Errc::malformed);
    return items.raw();
}

}  // namespace

Bytes encode_response(std::uint64_t id, std::span<const SharedBytes> items) {
    rlp::Writer out{total_size(items)};
    out.list([&] {
        out.u64(id);
        out.list([&] {
            for (const SharedBytes& item : items) out.raw(item);
        });
    });
    return out.take();
}

net::CompressedPayload join_response(std::uint64_t id, chain::PackedItems items) {
    return join_response(id, BytesView{}, std::move(items));
}

net::CompressedPayload join_response(std::uint64_t id, BytesView between,
                                     chain::PackedItems items) {
    rlp::Writer inner;
    inner.u64(id);
    inner.raw(between);
    inner.list_header(items.size);
    rlp::Writer front;
    front.list_header(inner.view().size() + items.size);
    front.raw(inner.view());

    net::CompressedPayload payload;
    payload.size = front.view().size() + items.size;
    payload.uncompress = snappy_block::uncompress;
    Bytes begin;
    snappy_block::append_size(payload.size, begin);
    snappy_block::append_literal(front.view(), begin);
    payload.bytes =
        std::move(items.elements);  // mostly there is room: no other megabytes are taken
    payload.bytes.insert(payload.bytes.begin(), begin.begin(), begin.end());
    return payload;
}

net::CompressedPayload join_headers(std::uint64_t id, std::span<const SharedBytes> headers) {
    chain::PackedItems packed;
    packed.elements.reserve(total_size(headers));
    const auto sample = headers.first(std::min(headers.size(), sampled_headers));
    append_by_the_one_before(sample, packed);
    // Where blooms are nearly empty, Snappy finds more to copy, and in no more time.
    if (packed.elements.size() < packed.size / 2) {
        append_together(headers.subspan(sample.size()), packed);
    } else {
        append_by_the_one_before(headers.subspan(sample.size()), packed);
    }
    return join_response(id, std::move(packed));
}

Result<Enveloped<RawItems>> decode_block_headers(const SharedBytes& payload,
                                                 std::size_t requested) {
    Result<Enveloped<RawItems>> response = decode_items(payload, requested, take_list);
    if (!response) return response;
    for (const SharedBytes& item : response->content) {
        const Result<Header> header = decode_header(item);
        if (!header) return header.error();
    }
    return response;
}

Result<Enveloped<RawItems>> decode_block_bodies(const SharedBytes& payload, std::size_t requested) {
    Result<Enveloped<RawItems>> response = decode_items(payload, requested, take_list);
    if (!response) return response;
    for (const SharedBytes& item : response->content) {
        const Result<BodyView> body = view_body(item);
        if (!body) return body.error();
    }
    return response;
}

Result<Enveloped<RawItems>> decode_receipts_v1(const SharedBytes& payload, std::size_t requested) {
    return decode_items(payload, requested, take_list);
}

Bytes encode_node_data(std::uint64_t id, std::span<const SharedBytes> entries) {
    rlp::Writer out{total_size(entries)};
    out.list([&] {
        out.u64(id);
        out.list([&] {
            for (const SharedBytes& entry : entries) out.bytes(entry);
        });
    });
    return out.take();
}

Result<Enveloped<RawItems>> decode_node_data(const SharedBytes& payload, std::size_t requested) {
    return decode_items(payload, requested,
                        [](rlp::Reader& items) { return items.bytes(limits::node_data_bytes); });
}

}  // namespace plexus::inline v1::eth
