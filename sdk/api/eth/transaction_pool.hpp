#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <api/core/observers.hpp>
#include <api/eth/raw.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// The pending transactions of this node, for people and programs to look at. They were checked as
/// far as that is possible without state: whether one can be executed is not known.
///
/// @thread any
class PLEXUS_API TransactionPool {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.eth.transaction-pool", 1, Cardinality::one};
    /// It must neither block nor throw, nor call the pool.
    using Observer = std::function<void(const RawTransaction&)>;

    virtual ~TransactionPool();

    /// All of them, oldest first; copies share the bytes.
    virtual std::vector<RawTransaction> all() const = 0;
    /// One of them, a blob transaction with its sidecar.
    virtual std::optional<RawTransaction> find(const Hash256& hash) const = 0;
    /// How many there are.
    virtual std::size_t size() const = 0;
    /// Calls the observer for each transaction that is added from now on, until the subscription
    /// is destroyed.
    virtual Subscription on_added(Observer observer) = 0;
};

}  // namespace plexus::inline v1::eth
