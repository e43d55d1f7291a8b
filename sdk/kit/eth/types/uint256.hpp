#pragma once

#include <cstddef>
#include <optional>

#include <api/eth/status.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// An unsigned integer of at most 256 bits, big endian: what a chain calls a difficulty, a price or
/// an amount, and this node only passes on.
using Wide = Difficulty;

/// How many bits the number needs; 0 for zero.
std::size_t bit_width(const Wide& value) noexcept;

/// The number, widened.
Wide wide(std::uint64_t value) noexcept;

/// @returns nothing if the sum has more than 256 bits
std::optional<Wide> sum(const Wide& a, const Wide& b) noexcept;

/// @returns nothing if `a` is the smaller one
std::optional<Wide> difference(const Wide& a, const Wide& b) noexcept;

/// The next item must be an integer of at most `max_bits`; limit_exceeded if it is wider.
Wide read_wide(rlp::Reader& in, std::size_t max_bits = 256) noexcept;

/// Writes it in its shortest form, zero as the empty string.
void write_wide(rlp::Writer& out, const Wide& value);

}  // namespace plexus::inline v1::eth
