#pragma once

#include <cstddef>

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// Fetches the transactions that peers announce, and hands them to the TxHandlers with
/// Source::response. A plugin that wants announced transactions requires this service, and needs to
/// call nothing.
///
/// @thread any
class PLEXUS_API TransactionFetcher {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.eth.transaction-fetcher", 1, Cardinality::one};

    virtual ~TransactionFetcher();

    /// How many announced transactions have not arrived yet. Never waits.
    virtual std::size_t awaited() const noexcept = 0;
};

}  // namespace plexus::inline v1::eth
