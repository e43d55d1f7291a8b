#pragma once

#include <span>

#include <api/core/bytes.hpp>

/// Roots of Merkle-Patricia tries, computed from their whole content: nothing is stored, nothing
/// can be looked up.
/// @spec  Ethereum Yellow Paper, appendix D
namespace plexus::trie {

/// One key and its value; views of what the caller holds.
struct Entry {
    BytesView key;    ///< of any length, as it is walked: `secure_root` hashes it first
    BytesView value;  ///< not empty: an empty value is no entry
};

/// The root of a trie without entries: the hash of the empty string's RLP.
Hash256 empty_root() noexcept;

/// @param entries  ordered by key, all keys different; anything else is a defect
Hash256 root(std::span<const Entry> entries);

/// The root of a list: each value under the RLP of its index, as transactions, receipts and
/// withdrawals are hashed into a header.
Hash256 list_root(std::span<const BytesView> values);

/// The root of a map whose keys are hashed first, as in the state of a chain.
/// @param entries  in any order, all keys different
Hash256 secure_root(std::span<const Entry> entries);

}  // namespace plexus::trie
