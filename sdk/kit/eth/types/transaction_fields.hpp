#pragma once

#include <kit/eth/types/transaction.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// The fields before the signature, without a list around them: what encoding and signing share.
void write_unsigned(rlp::Writer& out, const Transaction& transaction);

/// The list with the signature, behind the type byte of a typed transaction; without a sidecar.
Bytes encode_without_sidecar(const Transaction& transaction);

}  // namespace plexus::inline v1::eth
