#pragma once

#include <kit/eth/types/transaction.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// The fields before the signature, without a list around them: what encoding and signing share.
void write_unsigned(rlp::Writer& out, const Transaction& transaction);

/// The type byte, of a typed one, and the list with the signature; never with a sidecar.
Bytes encode_without_sidecar(const Transaction& transaction);

}  // namespace plexus::inline v1::eth
