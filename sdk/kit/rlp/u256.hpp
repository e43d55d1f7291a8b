#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::rlp {

// Apart from reader and writer because cpp_int.hpp is dear to compile.

using Uint256 = boost::multiprecision::uint256_t;

/// The next item must be an integer of at most 256 bits. Errors stick to the reader.
Uint256 read_u256(Reader& in);

void write_u256(Writer& out, const Uint256& value);

}  // namespace plexus::rlp
