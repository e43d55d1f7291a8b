#pragma once

#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <api/eth/transaction_pool.hpp>
#include <api/eth/transaction_source.hpp>
#include <kit/eth/session/known_hashes.hpp>

#include "transaction_check.hpp"

namespace plexus::relay {

/// Pending transactions. At a bound the one that pays the least is dropped, of equal ones the
/// oldest; of a sender with too many, that sender's oldest; of a peer that has sent more than a
/// quarter of the number or the bytes that are kept, the cheapest of its own. Whether they could be
/// executed is not known here.
///
/// @thread any
class Pool final : public eth::TransactionPool, public eth::TransactionSource {
public:
    struct Limits {
        std::size_t count = 0;
        std::size_t bytes = 0;
    };

    explicit Pool(Limits limits);

    /// @returns false if it was here before, or pays too little to be kept
    bool add(Admitted admitted);

    /// Whether it is in the pool, or was in a recent block.
    bool knows(const Hash256& hash) const;

    /// Removes the transactions of a block, and refuses them from now on.
    void include(const std::vector<eth::RawTransaction>& transactions);

    awaitable<std::vector<eth::RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                             chain::Budget budget) override;

    std::vector<eth::RawTransaction> all() const override;
    std::optional<eth::RawTransaction> find(const Hash256& hash) const override;
    std::size_t size() const override;
    /// What all of them take.
    std::size_t size_bytes() const;
    Subscription on_added(Observer observer) override {
        return observers_.add(std::move(observer));
    }

private:
    using Entries = std::list<Admitted>;
    /// Cheapest first, and then oldest first.
    using Order = std::map<std::pair<Uint256, std::uint64_t>, Hash256>;

    struct Position {
        Entries::iterator entry{};
        std::uint64_t turn = 0;  ///< counts additions
    };

    /// What came from one peer.
    struct Share {
        Order order{};
        std::size_t bytes = 0;
    };

    bool insert(Admitted admitted);
    void keep_to_share(const net::NodeId& peer);
    void erase_cheapest(const Order& order);
    void erase(const Hash256& hash);

    Limits limits_;
    Observers<eth::RawTransaction> observers_;
    mutable std::mutex mutex_;
    Entries entries_;  ///< oldest first
    std::unordered_map<Hash256, Position> by_hash_;
    Order by_price_;
    std::unordered_map<net::NodeId, Share> by_peer_;
    std::uint64_t turns_ = 0;
    std::unordered_map<Address, std::list<Hash256>> by_sender_;  ///< oldest first
    eth::KnownHashes included_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::relay
