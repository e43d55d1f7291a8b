#pragma once

#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::eth {

// A block's receipts have two forms. The form up to eth/68 carries each receipt's bloom; the root
// in the header is computed from it, stores hold it, and handlers see it. From eth/69 on messages
// leave the bloom out, and the reader computes it anew. Neither direction decodes what it copies.
// @spec EIP-7642

/// The list `[receipt, ...]` of one block in the form of eth/69,
/// `[type, statusOrState, gas, logs, ...]` each.
/// @param list  the form of eth/68; items behind the logs are kept byte for byte
/// @errors malformed, non_canonical, limit_exceeded
Result<SharedBytes> without_blooms(const SharedBytes& list);

/// The same list in the form of eth/68. Hashes every address and topic, about a microsecond each:
/// with more than a few receipts this belongs on the blocking pool.
/// @param list  the form of eth/69
/// @errors malformed, non_canonical, limit_exceeded
Result<SharedBytes> with_blooms(const SharedBytes& list);

/// The list itself, if its blooms are those of its logs: then it is what `with_blooms` makes of its
/// form without them, byte for byte. Hashes as much.
/// @param list  the form of eth/68
/// @errors invalid_data if a bloom is another; malformed, non_canonical, limit_exceeded
Result<SharedBytes> checked_blooms(const SharedBytes& list);

}  // namespace plexus::inline v1::eth
