#pragma once

#include <api/chain/packed_reader.hpp>
#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::chainstore {

/// A block's receipts as they are stored: without blooms, as most peers request them.
/// @param list  in the form of eth/68, as eth::checked_blooms() has it; anything else stays as it
/// is
Bytes pack_receipts(const SharedBytes& list);

/// Appends to `out` a stored value in that form: what is not receipts has only the one with blooms.
/// Blooms that are not stored are computed, see eth::with_blooms().
/// @returns false if the value is damaged; `out` is then as it was
bool unpack_as(chain::ReceiptForm form, BytesView packed, Bytes& out);

}  // namespace plexus::chainstore
