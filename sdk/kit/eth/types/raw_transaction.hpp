#pragma once

#include <cstdint>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

// A transaction has two forms. Its canonical one is a list, or a type byte followed by a list; that
// is what is hashed. Inside other messages a typed one is wrapped into a byte string.

namespace transaction_type {
inline constexpr std::uint8_t legacy = 0x00;       // never written
inline constexpr std::uint8_t access_list = 0x01;  // EIP-2930
inline constexpr std::uint8_t dynamic_fee = 0x02;  // EIP-1559
inline constexpr std::uint8_t blob = 0x03;         // EIP-4844
inline constexpr std::uint8_t set_code = 0x04;     // EIP-7702
inline constexpr std::uint8_t highest = 0x7f;      // EIP-2718; from 0xc0 on a list begins
}  // namespace transaction_type

/// The next item must be a transaction of any type, known or not; its fields are not looked at.
/// @returns its canonical form
/// @spec    EIP-2718
BytesView read_transaction(rlp::Reader& in) noexcept;

/// @param canonical  the canonical form
void write_transaction(rlp::Writer& out, BytesView canonical);

/// @param canonical  the canonical form
/// @returns transaction_type::legacy for a list
std::uint8_t type_of(BytesView canonical) noexcept;

/// The hash that a block knows the transaction by: of a blob transaction with its sidecar, that of
/// the part without it.
/// @param canonical  as `read_transaction` gave it
Hash256 transaction_hash(BytesView canonical) noexcept;

}  // namespace plexus::inline v1::eth
