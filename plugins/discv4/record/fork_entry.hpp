#pragma once

#include <api/chain/head.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::discv4 {

/// The value of the `eth` entry of a node record: a list that begins with the fork id.
/// @spec EIP-2124, and devp2p enr-entries/eth.md
Bytes encode_fork_entry(const chain::ForkId& id);

/// More elements are ignored.
/// @errors malformed, non_canonical
Result<chain::ForkId> decode_fork_entry(BytesView rlp);

}  // namespace plexus::discv4
