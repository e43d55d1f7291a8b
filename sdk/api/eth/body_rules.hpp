#pragma once

#include <api/chain/block.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// What a chain appends to its bodies, behind what their headers commit to. A chain without such a
/// rule appends nothing, and then a body with more items is refused.
///
/// @thread  any; a check may hash megabytes, so it belongs on the blocking pool
class PLEXUS_API BodyRules {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.eth.body-rules", 1, Cardinality::one};

    virtual ~BodyRules();

    /// Whether an appended item belongs to a block. Not called for an empty list: it counts
    /// as nothing.
    /// @param block         the block's place
    /// @param transactions  the block's transactions, `[tx, ...]`, as its header commits to them
    /// @param appended      one RLP item, the only one behind the withdrawals
    /// @errors Errc::invalid_data, or the decoder's error
    virtual Result<void> check_appended(const chain::BlockRef& block, BytesView transactions,
                                        BytesView appended) const = 0;
};

}  // namespace plexus::inline v1::eth
