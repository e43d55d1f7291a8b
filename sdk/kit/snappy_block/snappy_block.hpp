#pragma once

#include <cstddef>
#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

/// Blocks of Snappy, put together from parts. A block is the size of what it holds and a row of
/// elements; an element is a literal, or a copy of bytes that earlier elements of the same block
/// have made. So the elements of one block mean the same behind the elements of another one.
/// @spec google/snappy, format_description.txt
namespace plexus::snappy_block {

/// What a block consists of.
struct Parts {
    std::size_t size = 0;  ///< declared: what the elements make
    BytesView elements{};  ///< within the block
};

/// Splits a block behind its size; the elements are not looked at.
/// @errors malformed
Result<Parts> split(BytesView block);

/// Appends the front of a block.
/// @param size  at most 4 GiB less one
void append_size(std::size_t size, Bytes& out);

/// Appends one element that makes `bytes`, which may be empty.
void append_literal(BytesView bytes, Bytes& out);

/// Appends the elements that Snappy makes of `bytes`.
void append_compressed(BytesView bytes, Bytes& out);

/// Appends elements that make `bytes`, which resemble the bytes that were made just before: what is
/// equal at the same place, from the front or from the back, is copied. Much cheaper than to search
/// for what is equal anywhere.
/// @param before  what the elements in `out` made last; `bytes` come directly behind it
void append_resembling(BytesView before, BytesView bytes, Bytes& out);

/// What a block of this process holds.
/// @returns nothing for a block that is none
Bytes uncompress(BytesView block);

}  // namespace plexus::snappy_block
