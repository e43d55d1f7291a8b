#pragma once

#include <kit/rlp/item.hpp>

namespace plexus::rlp {

/// Splits the first item off `in`, which is left alone. The one place where headers are decoded.
/// @returns `Errc{}` and a filled item, or malformed or non_canonical and the item untouched
Errc parse(BytesView in, Item& item) noexcept;

/// Whether `digits` are an integer in its shortest form.
constexpr bool is_minimal(BytesView digits) noexcept { return digits.empty() || digits[0] != 0; }

/// @param digits  at most 8
constexpr std::uint64_t from_big_endian(BytesView digits) noexcept {
    std::uint64_t value = 0;
    for (const std::uint8_t digit : digits) value = value << 8 | digit;
    return value;
}

}  // namespace plexus::rlp
