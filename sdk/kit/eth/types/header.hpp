#pragma once

#include <cstdint>
#include <optional>

#include <api/core/result.hpp>
#include <api/core/uint256.hpp>

namespace plexus::inline v1::eth {

/// A filter of 2048 bits over addresses and topics of logs.
/// @spec Ethereum Yellow Paper, 4.3.1
using Bloom = FixedBytes<256>;

/// A block's header. Fields that forks appended are there up to the last one present: a header with
/// a later one has all the earlier ones.
///
/// @spec  Ethereum Yellow Paper, 4.4; EIP-1559, EIP-4895, EIP-4844, EIP-4788, EIP-7685
struct Header {
    Hash256 parent{};             ///< hash of the parent's header; zero for the genesis block
    Hash256 uncles_hash{};        ///< keccak-256 of the RLP list of uncles
    Address coinbase{};           ///< receives the fees
    Hash256 state_root{};         ///< of the state after this block
    Hash256 transactions_root{};  ///< trie root over the transactions in canonical form
    Hash256 receipts_root{};      ///< trie root over the receipts, blooms included
    Bloom logs_bloom{};           ///< the receipts' blooms, or-ed together
    Uint256 difficulty{};         ///< of this block alone; 0 since the Merge
    std::uint64_t number = 0;     ///< 0 for the genesis block
    std::uint64_t gas_limit = 0;  ///< for all transactions together
    std::uint64_t gas_used = 0;   ///< by all transactions together
    std::uint64_t time = 0;       ///< Unix seconds
    Bytes extra{};                ///< at most limits::extra_bytes; chains put seals here
    Hash256 mix_digest{};         ///< proof of work; since the Merge the beacon chain's randomness
    FixedBytes<8> nonce{};        ///< proof of work; zero since the Merge

    std::optional<Uint256> base_fee{};          ///< wei for a unit of gas; since London (EIP-1559)
    std::optional<Hash256> withdrawals_root{};  ///< since Shanghai (EIP-4895)
    std::optional<std::uint64_t> blob_gas_used{};    ///< since Cancun (EIP-4844)
    std::optional<std::uint64_t> excess_blob_gas{};  ///< since Cancun (EIP-4844)
    /// Root of the beacon block before; since Cancun (EIP-4788)
    std::optional<Hash256> parent_beacon_root{};
    std::optional<Hash256> requests_hash{};  ///< since Prague (EIP-7685)

    /// Items that a fork unknown here appended, byte for byte; never without all of the above.
    Bytes unknown{};

    friend bool operator==(const Header&, const Header&) = default;
};

/// @errors malformed, non_canonical, limit_exceeded (limits.hpp: the sanity limits of a header)
/// Decodes one header.
/// @param rlp  the RLP list, with nothing behind it
Result<Header> decode_header(BytesView rlp);

/// The very bytes that `decode_header` took. Optional fields behind an absent one are a defect.
Bytes encode_header(const Header& header);

}  // namespace plexus::inline v1::eth
