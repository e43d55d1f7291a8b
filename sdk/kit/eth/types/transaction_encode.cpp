#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction_fields.hpp>

namespace plexus::inline v1::eth {
namespace {

void write_hashes(rlp::Writer& out, const std::vector<Hash256>& hashes) {
    out.list([&] {
        for (const Hash256& hash : hashes) out.fixed(hash);
    });
}

void write_access_list(rlp::Writer& out, const std::vector<AccessTuple>& tuples) {
    out.list([&] {
        for (const AccessTuple& tuple : tuples) {
            out.list([&] {
                out.fixed(tuple.address);
                write_hashes(out, tuple.storage_keys);
            });
        }
    });
}

void write_authorizations(rlp::Writer& out, const std::vector<Authorization>& authorizations) {
    out.list([&] {
        for (const Authorization& item : authorizations) {
            out.list([&] {
                out.u256(item.chain_id);
                out.fixed(item.address);
                out.u64(item.nonce);
                out.u64(item.y_parity);
                out.u256(item.r);
                out.u256(item.s);
            });
        }
    });
}

void write_prices(rlp::Writer& out, const Transaction& transaction) {
    if (transaction.type == transaction_type::legacy ||
        transaction.type == transaction_type::access_list) {
        out.u256(transaction.gas_price);
    } else {
        out.u256(transaction.max_priority_fee);
        out.u256(transaction.max_fee);
    }
}

void write_signed(rlp::Writer& out, const Transaction& transaction) {
    out.list([&] {
        write_unsigned(out, transaction);
        out.u256(transaction.v);
        out.u256(transaction.r);
        out.u256(transaction.s);
    });
}

void write_type(rlp::Writer& out, const Transaction& transaction) {
    if (transaction.type == transaction_type::legacy) return;
    out.raw(BytesView{&transaction.type, 1});
}

}  // namespace

void write_unsigned(rlp::Writer& out, const Transaction& transaction) {
    const std::uint8_t type = transaction.type;
    if (type != transaction_type::legacy) out.u256(transaction.chain_id);
    out.u64(transaction.nonce);
    write_prices(out, transaction);
    out.u64(transaction.gas);
    out.bytes(transaction.to ? transaction.to->view() : BytesView{});
    out.u256(transaction.value);
    out.bytes(transaction.input);
    if (type != transaction_type::legacy) write_access_list(out, transaction.access_list);
    if (type == transaction_type::blob) {
        out.u256(transaction.max_blob_fee);
        write_hashes(out, transaction.blob_hashes);
    }
    if (type == transaction_type::set_code) write_authorizations(out, transaction.authorizations);
}

Bytes encode_without_sidecar(const Transaction& transaction) {
    rlp::Writer out;
    write_type(out, transaction);
    write_signed(out, transaction);
    return out.take();
}

Bytes encode_transaction(const Transaction& transaction) {
    if (!transaction.sidecar) return encode_without_sidecar(transaction);
    rlp::Writer out;
    write_type(out, transaction);
    out.list([&] {
        write_signed(out, transaction);
        write_sidecar(out, *transaction.sidecar);
    });
    return out.take();
}

}  // namespace plexus::inline v1::eth
