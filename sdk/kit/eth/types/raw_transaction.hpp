#pragma once

#include <cstdint>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

// A transaction has two forms. The canonical form is a list, or a type byte followed by a list; the
// transaction's hash is computed from it. Inside messages and bodies the canonical form of a typed
// transaction is wrapped into a byte string.

namespace transaction_type {
/// Never written: a legacy transaction is a bare list
inline constexpr std::uint8_t legacy = 0x00;
inline constexpr std::uint8_t access_list = 0x01;  ///< EIP-2930
inline constexpr std::uint8_t dynamic_fee = 0x02;  ///< EIP-1559
inline constexpr std::uint8_t blob = 0x03;         ///< EIP-4844
inline constexpr std::uint8_t set_code = 0x04;     ///< EIP-7702
/// EIP-2718: a first byte from 0xc0 on begins a list
inline constexpr std::uint8_t highest = 0x7f;
}  // namespace transaction_type

/// The next item must be a transaction of any type, known or not; its fields are not looked at.
/// @returns its canonical form
/// @spec    EIP-2718
BytesView read_transaction(rlp::Reader& in) noexcept;

/// @param canonical  the canonical form
/// Writes a transaction as messages hold it: a typed one wrapped into a byte string.
void write_transaction(rlp::Writer& out, BytesView canonical);

/// @param canonical  the canonical form
/// @returns transaction_type::legacy for a list
/// The type byte of a transaction.
std::uint8_t type_of(BytesView canonical) noexcept;

/// The transaction's hash: keccak-256 of the canonical form without a sidecar.
/// @param canonical  as `read_transaction` gave it
Hash256 transaction_hash(BytesView canonical) noexcept;

}  // namespace plexus::inline v1::eth
