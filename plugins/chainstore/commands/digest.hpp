#pragma once

#include <ostream>

#include <kit/crypto/keccak.hpp>

#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// Sums up a whole store: two stores with the same blocks give the same lines. Where the store does
/// not begin with the genesis block, a line says where it does.
class Digest {
public:
    explicit Digest(Store& store)
        : store_{store}, head_{store.head()}, first_{store.earliest()}, next_{first_} {}

    /// Counts the next blocks, as many as take a moment.
    /// @returns false once all are counted
    /// @errors  std::runtime_error if the store cannot be read
    bool step();

    void print(std::ostream& out) const;

private:
    void add(const chain::StoredBlock& block);

    Store& store_;
    chain::Head head_;
    std::uint64_t first_;
    std::uint64_t next_;
    std::uint64_t transactions_ = 0;
    std::uint64_t receipts_ = 0;
    crypto::Keccak256 hash_;
};

}  // namespace plexus::chainstore
