#pragma once

#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <api/eth/transaction_source.hpp>
#include <kit/eth/session/known_hashes.hpp>

#include "transaction_check.hpp"

namespace plexus::relay {

/// The newest pending transactions. At a bound the oldest is dropped; of a sender with too many,
/// that sender's oldest. Whether they could be executed is not known here.
///
/// @thread any
class Pool final : public eth::TransactionSource {
public:
    struct Limits {
        std::size_t count = 0;
        std::size_t bytes = 0;
    };

    explicit Pool(Limits limits);

    /// @returns false if it was here before
    bool add(Admitted admitted);

    /// Whether it is in the pool, or was in a recent block.
    bool knows(const Hash256& hash) const;

    /// Removes the transactions of a block, and refuses them from now on.
    void include(const std::vector<eth::RawTransaction>& transactions);

    std::vector<eth::RawTransaction> transactions(const std::vector<Hash256>& hashes,
                                                  chain::Budget budget) const override;

    /// All of them, oldest first.
    std::vector<eth::RawTransaction> all() const;
    std::size_t size() const;

private:
    using Entries = std::list<Admitted>;

    void erase(const Hash256& hash);

    Limits limits_;
    mutable std::mutex mutex_;
    Entries entries_;  ///< oldest first
    std::unordered_map<Hash256, Entries::iterator> by_hash_;
    std::unordered_map<Address, std::list<Hash256>> by_sender_;  ///< oldest first
    eth::KnownHashes included_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::relay
