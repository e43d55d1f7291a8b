#pragma once

#include <functional>

#include <api/eth/raw.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/transaction.hpp>

#include "../sync/real_chain.hpp"

namespace plexus::testing {

/// A block of the main chain.
eth::RawBlock real_block(std::uint64_t number);

/// Its total difficulty, as go-ethereum has it.
chain::Difficulty real_total(std::uint64_t number);

/// The main chain's head, as HeadTracker would have it.
chain::Head real_head(std::uint64_t number);

/// An empty block that follows its parent in every respect, unless it is spoilt.
eth::RawBlock child_of(const eth::RawBlock& parent,
                       const std::function<void(eth::Header&)>& spoil = {});

/// A transaction with a good signature by the key `1`, for the main chain.
eth::RawTransaction signed_transaction(std::uint64_t nonce,
                                       const std::function<void(eth::Transaction&)>& change = {});

eth::RawTransaction raw(const eth::Transaction& transaction);

/// One with a blob, and the sidecar that goes with it as far as can be seen without KZG.
eth::RawTransaction blob_transaction(const std::function<void(eth::Transaction&)>& change = {});

constexpr std::uint64_t main_chain_id = 20260;  // tests/data/pow/chain.json

}  // namespace plexus::testing
