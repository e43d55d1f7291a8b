#pragma once

#include <cstddef>

#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// Fetches the transactions that peers announce, and hands them to the TxHandlers
/// with Source::response. Who wants announced transactions requires it, and then needs only wait.
///
/// @thread any
class PLEXUS_API TransactionFetcher {
public:
    static constexpr ServiceKey key{"plexus.eth.transaction-fetcher", 1, Cardinality::one};

    virtual ~TransactionFetcher();

    /// How many transactions are announced and have not come yet. Never waits.
    virtual std::size_t awaited() const noexcept = 0;
};

}  // namespace plexus::inline v1::eth
