#include "block_range.hpp"

namespace plexus::inline v1::eth {

BlockRange range_of(const Status& status) noexcept {
    return {.earliest = status.earliest, .latest = status.latest, .latest_hash = status.head};
}

void set_range(Status& status, const BlockRange& range) noexcept {
    status.earliest = range.earliest;
    status.latest = range.latest;
    status.head = range.latest_hash;
}

void write_block_range(rlp::Writer& out, const BlockRange& range) {
    out.u64(range.earliest);
    out.u64(range.latest);
    out.fixed(range.latest_hash);
}

BlockRange read_block_range(rlp::Reader& in) noexcept {
    BlockRange range;
    range.earliest = in.u64();
    range.latest = in.u64();
    range.latest_hash = in.fixed<32>();
    const bool sound = range.earliest <= range.latest && range.latest_hash != Hash256{};
    if (!sound) in.fail(Errc::invalid_data);
    return range;
}

Bytes encode_block_range_update(const BlockRange& range) {
    rlp::Writer out;
    out.list([&] { write_block_range(out, range); });
    return out.take();
}

Result<BlockRange> decode_block_range_update(BytesView payload) {
    rlp::Reader in{payload};
    const BlockRange range = read_block_range(in);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return range;
}

}  // namespace plexus::inline v1::eth
