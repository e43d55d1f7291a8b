#pragma once

#include <ostream>

#include <kit/crypto/keccak.hpp>

#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// Sums up a whole store: two stores with the same chain give the same lines.
class Digest {
public:
    explicit Digest(Store& store) : store_{store}, head_{store.head()} {}

    /// Goes on by some blocks.
    /// @returns false once all are counted
    /// @errors  std::runtime_error if the store cannot be read
    bool step();

    void print(std::ostream& out) const;

private:
    void add(const chain::StoredBlock& block);

    Store& store_;
    chain::Head head_;
    std::uint64_t next_ = 0;
    std::uint64_t transactions_ = 0;
    std::uint64_t receipts_ = 0;
    crypto::Keccak256 hash_;
};

}  // namespace plexus::chainstore
