#pragma once

#include <vector>

#include <api/chain/chain_reader.hpp>
#include <api/core/asio.hpp>
#include <api/eth/raw.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// The pending transactions that this node serves.
///
/// @thread any
class PLEXUS_API TransactionSource {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.eth.transaction-source", 2, Cardinality::one};

    virtual ~TransactionSource();

    /// The transactions with these hashes that are there, in the order of the hashes, blob
    /// transactions with their sidecar. The peer that requested them waits meanwhile.
    virtual awaitable<std::vector<RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                                chain::Budget budget) = 0;
};

}  // namespace plexus::inline v1::eth
