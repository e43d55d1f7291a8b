#pragma once

#include <memory>

#include <kit/testing/eth/fake_chain.hpp>
#include <kit/testing/eth/fake_remote.hpp>

namespace plexus::testing {

/// The chain that most tests sync, tests/data/pow; read once.
const FakeChain& main_chain();

/// Another one, tests/data/pos, which has nothing to do with it.
const FakeChain& other_chain();

/// A peer that has the chain up to `height` and responds as it should, after a moment.
std::shared_ptr<FakeRemote> honest_peer(const FakeChain& chain, std::uint64_t height);

/// Headers that link to a block and to each other, of blocks that do not exist.
chain::RawItems forge_behind(const chain::StoredBlock& block, std::uint64_t count);

}  // namespace plexus::testing
