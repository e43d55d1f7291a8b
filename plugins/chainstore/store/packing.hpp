#pragma once

#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// A stored value: a byte that says how, then the bytes as they are or compressed with Snappy,
/// whichever is shorter. Receipts shrink a lot (blooms), bodies some.
Bytes pack(BytesView value);

/// Appends to `out` what `pack` was given.
/// @returns false for bytes that `pack` never made: the file is damaged
bool unpack(BytesView packed, Bytes& out);

}  // namespace plexus::chainstore
