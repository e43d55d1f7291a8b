#pragma once

#include <api/chain/head.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::enr {

/// The value of the `eth` entry of a node record: a list that begins with the fork id.
/// @spec EIP-2124, and devp2p enr-entries/eth.md
Bytes encode_eth_entry(const chain::ForkId& id);

/// More elements are ignored.
/// @errors malformed, non_canonical
Result<chain::ForkId> decode_eth_entry(BytesView rlp);

}  // namespace plexus::enr
