#pragma once

#include <functional>

#include <api/eth/raw.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/testing/eth/fake_transactions.hpp>

#include <tests/plugins/sync/real_chain.hpp>

namespace plexus::testing {

constexpr std::uint64_t main_chain_id = 20260;  // tests/data/pow/chain.json

/// A block of the main chain.
eth::RawBlock real_block(std::uint64_t number);

/// Its total difficulty.
Uint256 real_total(std::uint64_t number);

/// The main chain's head, as HeadTracker would have it if peers agree on it.
chain::Head real_head(std::uint64_t number);

/// An empty block that follows its parent in every respect, unless it is spoilt.
eth::RawBlock child_of(const eth::RawBlock& parent,
                       const std::function<void(eth::Header&)>& spoil = {});

/// fake_raw_transaction() for the main chain.
eth::RawTransaction signed_transaction(std::uint64_t nonce,
                                       const std::function<void(eth::Transaction&)>& change = {});

/// One with a blob.
eth::RawTransaction blob_transaction(const std::function<void(eth::Transaction&)>& change = {});

}  // namespace plexus::testing
