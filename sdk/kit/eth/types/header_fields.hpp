#pragma once

#include <kit/eth/types/header.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// Writes the 15 fields that every header has, in their order, without a list around them.
/// @param extra  in place of the header's own: a chain may sign it without the seal in it
void write_fixed_fields(rlp::Writer& out, const Header& header, BytesView extra);

}  // namespace plexus::inline v1::eth
