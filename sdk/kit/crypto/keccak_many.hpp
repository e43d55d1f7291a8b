#pragma once

#include <span>

#include <api/core/bytes.hpp>
#include <kit/crypto/keccak_f1600.hpp>

namespace plexus::crypto {

/// Keccak-256 of many independent messages, of any sizes: several at once where the processor has
/// vector registers, as for the nodes of a trie or the transactions of a block.
/// @param hashes  as many as there are messages
void keccak256_many(std::span<const BytesView> messages, std::span<Hash256> hashes) noexcept;

/// The same with one of many_permutations(); apart only so that a test can compare them.
void keccak256_many(std::span<const BytesView> messages, std::span<Hash256> hashes,
                    const ManyPermutation& permutation) noexcept;

}  // namespace plexus::crypto
