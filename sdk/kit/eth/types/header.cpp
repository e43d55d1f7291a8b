#include "header.hpp"

#include <api/core/assert.hpp>
#include <kit/eth/types/header_fields.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {
namespace {

Bytes copy(BytesView view) { return Bytes(view.begin(), view.end()); }

void read_fixed_fields(rlp::Reader& in, Header& header) {
    header.parent = in.fixed<32>();
    header.uncles_hash = in.fixed<32>();
    header.coinbase = in.fixed<20>();
    header.state_root = in.fixed<32>();
    header.transactions_root = in.fixed<32>();
    header.receipts_root = in.fixed<32>();
    header.logs_bloom = in.fixed<256>();
    header.difficulty = in.u256(limits::difficulty_bits);
    header.number = in.u64();
    header.gas_limit = in.u64();
    header.gas_used = in.u64();
    header.time = in.u64();
    header.extra = copy(in.bytes(limits::extra_bytes));
    header.mix_digest = in.fixed<32>();
    header.nonce = in.fixed<8>();
}

void read_optional_fields(rlp::Reader& in, Header& header) {
    if (in.more()) header.base_fee = in.u256(limits::base_fee_bits);
    if (in.more()) header.withdrawals_root = in.fixed<32>();
    if (in.more()) header.blob_gas_used = in.u64();
    if (in.more()) header.excess_blob_gas = in.u64();
    if (in.more()) header.parent_beacon_root = in.fixed<32>();
    if (in.more()) header.requests_hash = in.fixed<32>();
    while (in.more()) {
        const BytesView item = in.raw();
        header.unknown.insert(header.unknown.end(), item.begin(), item.end());
    }
}

void write_optional_fields(rlp::Writer& out, const Header& header) {
    bool ended = false;
    const auto present = [&ended](bool has_value) {
        PLEXUS_ASSERT(!has_value || !ended);  // a field after an absent one cannot be encoded
        ended = !has_value;
        return has_value;
    };
    if (present(header.base_fee.has_value())) out.u256(*header.base_fee);
    if (present(header.withdrawals_root.has_value())) out.fixed(*header.withdrawals_root);
    if (present(header.blob_gas_used.has_value())) out.u64(*header.blob_gas_used);
    if (present(header.excess_blob_gas.has_value())) out.u64(*header.excess_blob_gas);
    if (present(header.parent_beacon_root.has_value())) out.fixed(*header.parent_beacon_root);
    if (present(header.requests_hash.has_value())) out.fixed(*header.requests_hash);
    if (present(!header.unknown.empty())) out.raw(header.unknown);
}

}  // namespace

void write_fixed_fields(rlp::Writer& out, const Header& header, BytesView extra) {
    out.fixed(header.parent);
    out.fixed(header.uncles_hash);
    out.fixed(header.coinbase);
    out.fixed(header.state_root);
    out.fixed(header.transactions_root);
    out.fixed(header.receipts_root);
    out.fixed(header.logs_bloom);
    out.u256(header.difficulty);
    out.u64(header.number);
    out.u64(header.gas_limit);
    out.u64(header.gas_used);
    out.u64(header.time);
    out.bytes(extra);
    out.fixed(header.mix_digest);
    out.fixed(header.nonce);
}

Result<Header> decode_header(BytesView rlp) {
    if (rlp.size() > limits::header_bytes) return Errc::limit_exceeded;
    Header header;
    rlp::Reader in{rlp};
    read_fixed_fields(in, header);
    read_optional_fields(in, header);
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return header;
}

Bytes encode_header(const Header& header) {
    constexpr std::size_t usual_bytes = 640;  // without `extra`
    rlp::Writer out{usual_bytes + header.extra.size() + header.unknown.size()};
    out.list([&] {
        write_fixed_fields(out, header, header.extra);
        write_optional_fields(out, header);
    });
    return out.take();
}

}  // namespace plexus::inline v1::eth
