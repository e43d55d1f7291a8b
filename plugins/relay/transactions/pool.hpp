#pragma once

#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <api/eth/transaction_source.hpp>
#include <kit/eth/session/known_hashes.hpp>

#include "transaction_check.hpp"

namespace plexus::relay {

/// Pending transactions, the newest ones: at a bound the oldest goes, and of a sender that has too
/// many, that sender's oldest. Which of them could be executed is not known here.
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

    /// Whether it is here, or was put into a block not long ago.
    bool knows(const Hash256& hash) const;

    /// Takes out what is in a block now, for good.
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
