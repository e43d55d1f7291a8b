#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

// Bounds of what one transaction may hold; none is shorter than its parts.
constexpr std::size_t max_items = limits::message_bytes / Address::size_bytes;

std::vector<Hash256> read_hashes(rlp::Reader& in) {
    std::vector<Hash256> hashes;
    rlp::Reader list = in.list();
    hashes.reserve(list.count(max_items));
    while (list.more()) hashes.push_back(list.fixed<32>());
    return hashes;
}

void read_access_list(rlp::Reader& in, std::vector<AccessTuple>& tuples) {
    rlp::Reader list = in.list();
    tuples.reserve(list.count(max_items));
    while (list.more()) {
        AccessTuple& tuple = tuples.emplace_back();
        rlp::Reader fields = list.list();
        tuple.address = fields.fixed<20>();
        tuple.storage_keys = read_hashes(fields);
        fields.expect_end();
    }
}

void read_authorizations(rlp::Reader& in, std::vector<Authorization>& authorizations) {
    rlp::Reader list = in.list();
    authorizations.reserve(list.count(max_items));
    while (list.more()) {
        Authorization& item = authorizations.emplace_back();
        rlp::Reader fields = list.list();
        item.chain_id = fields.u256();
        item.address = fields.fixed<20>();
        item.nonce = fields.u64();
        item.y_parity = fields.number<std::uint8_t>();
        item.r = fields.u256();
        item.s = fields.u256();
        fields.expect_end();
    }
}

void read_prices(rlp::Reader& in, Transaction& out) {
    if (out.type == transaction_type::legacy || out.type == transaction_type::access_list) {
        out.gas_price = in.u256();
    } else {
        out.max_priority_fee = in.u256();
        out.max_fee = in.u256();
    }
}

void read_recipient(rlp::Reader& in, Transaction& out) {
    // A contract cannot be created with blobs, nor with delegations.
    if (out.type == transaction_type::blob || out.type == transaction_type::set_code) {
        out.to = in.fixed<20>();
    } else {
        out.to = in.optional_fixed<20>();
    }
}

void read_fields(rlp::Reader& in, Transaction& out) {
    if (out.type != transaction_type::legacy) out.chain_id = in.u256();
    out.nonce = in.u64();
    read_prices(in, out);
    out.gas = in.u64();
    read_recipient(in, out);
    out.value = in.u256();
    const BytesView input = in.bytes(limits::message_bytes);
    out.input.assign(input.begin(), input.end());
    if (out.type != transaction_type::legacy) read_access_list(in, out.access_list);
    if (out.type == transaction_type::blob) {
        out.max_blob_fee = in.u256();
        out.blob_hashes = read_hashes(in);
    }
    if (out.type == transaction_type::set_code) read_authorizations(in, out.authorizations);
    out.v = in.u256();
    out.r = in.u256();
    out.s = in.u256();
}

void read_blob_transaction(rlp::Reader& in, Transaction& out) {
    if (in.peek() != rlp::Kind::list) return read_fields(in, out);
    rlp::Reader fields = in.list();
    read_fields(fields, out);
    fields.expect_end();
    out.sidecar = read_sidecar(in);
}

}  // namespace

Result<Transaction> decode_transaction(BytesView canonical) {
    Transaction transaction;
    transaction.type = type_of(canonical);
    if (transaction.type > transaction_type::set_code) return Errc::unsupported;
    if (transaction.type != transaction_type::legacy) canonical = canonical.subspan(1);

    rlp::Reader in{canonical};
    if (transaction.type == transaction_type::blob) {
        read_blob_transaction(in, transaction);
    } else {
        read_fields(in, transaction);
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return transaction;
}

}  // namespace plexus::inline v1::eth
