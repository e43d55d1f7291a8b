#pragma once

#include <optional>

#include <api/chain/packed_reader.hpp>
#include <api/core/bytes.hpp>

namespace plexus::chainstore {

inline constexpr std::size_t checksum_bytes = 4;

/// CRC-32C, little endian: what a disk does to stored bytes is found, not what an attacker does.
FixedBytes<checksum_bytes> checksum_of(BytesView data);
/// Whether `bytes` are the checksum of `data`.
bool is_checksum(BytesView bytes, BytesView data);

/// A stored value: a byte that says how, a checksum of what follows, then the bytes as they are or
/// compressed with Snappy, whichever is shorter.
/// @param form  told by the first byte: that of a block's receipts; all else is as it came
Bytes pack(BytesView value, chain::ReceiptForm form = chain::ReceiptForm::with_blooms);

/// The form that `pack` was told.
chain::ReceiptForm form_of(BytesView packed);

/// How a stored value holds its bytes.
struct Packed {
    bool is_compressed = false;
    BytesView data{};  ///< the bytes, or the Snappy block that holds them
};

/// What is behind a stored value's checksum, where it has one and it is right.
std::optional<Packed> checked(BytesView packed);

/// Appends to `out` what `pack` was given.
/// @returns false for bytes that `pack` never made: the file is damaged
bool unpack(BytesView packed, Bytes& out);

}  // namespace plexus::chainstore
