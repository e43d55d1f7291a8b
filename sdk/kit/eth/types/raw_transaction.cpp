#include "raw_transaction.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/rlp/form.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Whether `bytes` are a type byte and one list.
bool is_typed(BytesView bytes) noexcept {
    if (bytes.empty() || bytes[0] == transaction_type::legacy) return false;
    if (bytes[0] > transaction_type::highest) return false;
    BytesView rest = bytes.subspan(1);
    const Result<rlp::Item> fields = rlp::first(rest);
    return fields && fields->is_list && rest.empty();
}

/// The fields without the sidecar, if `canonical` is `03 || [[fields], blobs, ...]`; else empty.
BytesView before_sidecar(BytesView canonical) noexcept {
    BytesView rest = canonical.subspan(1);
    const Result<rlp::Item> whole = rlp::first(rest);
    if (!whole) return {};
    BytesView inside = whole->payload;
    const Result<rlp::Item> first = rlp::first(inside);
    return first && first->is_list ? first->raw : BytesView{};
}

}  // namespace

BytesView read_transaction(rlp::Reader& in) noexcept {
    const rlp::Item item = in.item();
    if (!in.ok()) return {};
    if (item.is_list) return item.raw;
    if (is_typed(item.payload)) return item.payload;
    in.fail(Errc::malformed);
    return {};
}

void write_transaction(rlp::Writer& out, BytesView canonical) {
    if (type_of(canonical) == transaction_type::legacy) {
        out.raw(canonical);
    } else {
        out.bytes(canonical);
    }
}

std::uint8_t type_of(BytesView canonical) noexcept {
    if (canonical.empty() || canonical[0] >= rlp::list_base) return transaction_type::legacy;
    return canonical[0];
}

Hash256 transaction_hash(BytesView canonical) noexcept {
    if (type_of(canonical) == transaction_type::blob) {
        const BytesView fields = before_sidecar(canonical);
        if (!fields.empty()) return crypto::keccak256({canonical.first(1), fields});
    }
    return crypto::keccak256(canonical);
}

}  // namespace plexus::inline v1::eth
