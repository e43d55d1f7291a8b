#include "packed_receipts.hpp"

#include <kit/eth/types/receipt_form.hpp>

#include "packing.hpp"

namespace plexus::chainstore {

using chain::ReceiptForm;

Bytes pack_receipts(const SharedBytes& list) {
    const Result<SharedBytes> shorter = eth::without_blooms(list);
    return shorter ? pack(*shorter, ReceiptForm::without_blooms) : pack(list);
}

bool unpack_as(ReceiptForm form, BytesView packed, Bytes& out) {
    const std::size_t begin = out.size();
    if (form_of(packed) == form) {
        if (unpack(packed, out)) return true;
        out.resize(begin);  // what was unpacked before it failed
        return false;
    }
    Bytes stored;
    if (!unpack(packed, stored)) return false;
    const auto convert = form == ReceiptForm::with_blooms ? eth::with_blooms : eth::without_blooms;
    const Result<SharedBytes> list = convert(SharedBytes{std::move(stored)});
    if (!list) return false;
    const BytesView bytes = *list;
    out.insert(out.end(), bytes.begin(), bytes.end());
    return true;
}

}  // namespace plexus::chainstore
