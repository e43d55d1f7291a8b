#include "sidecar.hpp"

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::bsc {
namespace {

/// A sidecar without blobs takes 80 bytes, so no message holds more.
constexpr std::size_t most_sidecars = eth::limits::message_bytes / 80;

Sidecar read_sidecar(rlp::Reader& in) {
    Sidecar sidecar;
    rlp::Reader fields = in.list();
    rlp::Reader blobs = fields.list();
    sidecar.blobs = eth::read_sidecar(blobs);
    if (sidecar.blobs.version != 0) blobs.fail(Errc::malformed);  // it has no place for a version
    blobs.expect_end();
    sidecar.block_number = fields.u64();
    sidecar.block_hash = fields.fixed<32>();
    sidecar.transaction_index = fields.u64();
    sidecar.transaction_hash = fields.fixed<32>();
    fields.expect_end();
    return sidecar;
}

void write_sidecar(rlp::Writer& out, const Sidecar& sidecar) {
    out.list([&] {
        out.list([&] { eth::write_sidecar(out, sidecar.blobs); });
        out.u64(sidecar.block_number);
        out.fixed(sidecar.block_hash);
        out.u64(sidecar.transaction_index);
        out.fixed(sidecar.transaction_hash);
    });
}

/// The items appended to the block, in either of the two places.
Result<BytesView> appended_to(const eth::RawBlock& block) {
    if (!block.extra.empty()) return block.extra.view();
    const Result<eth::BodyView> body = eth::view_body_items(block.body);
    if (!body) return body.error();
    return body->rest;
}

}  // namespace

Result<std::vector<Sidecar>> decode_sidecars(BytesView list) {
    std::vector<Sidecar> sidecars;
    rlp::Reader in{list};
    sidecars.reserve(in.count(most_sidecars));
    while (in.more()) sidecars.push_back(read_sidecar(in));
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return sidecars;
}

Bytes encode_sidecars(std::span<const Sidecar> sidecars) {
    rlp::Writer out;
    out.list([&] {
        for (const Sidecar& sidecar : sidecars) write_sidecar(out, sidecar);
    });
    return out.take();
}

Result<std::vector<Sidecar>> sidecars_of(const eth::RawBlock& block) {
    Result<BytesView> rest = appended_to(block);
    if (!rest) return rest.error();
    if (rest->empty()) return std::vector<Sidecar>{};
    const Result<rlp::Item> list = rlp::first(*rest);  // v1.7.3 has an access list behind it
    if (!list) return list.error();
    return decode_sidecars(list->raw);
}

Result<void> check_sidecars(const eth::RawBlock& block) {
    Result<BytesView> rest = appended_to(block);
    if (!rest) return rest.error();
    if (rest->empty()) return {};
    const Result<rlp::Item> list = rlp::first(*rest);
    if (!list) return list.error();
    if (list->is_list && list->payload.empty()) return {};
    const Result<eth::BodyView> body = eth::view_body_items(block.body);
    if (!body) return body.error();
    return eth::check_block_sidecars({block.number, block.hash, block.parent},
                                     body->transactions.raw, list->raw);
}

Result<void> BodyRules::check_appended(const chain::BlockRef& block, BytesView transactions,
                                       BytesView appended) const {
    return eth::check_block_sidecars(block, transactions, appended);
}

}  // namespace plexus::inline v1::bsc
