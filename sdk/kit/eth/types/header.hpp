#pragma once

#include <cstdint>
#include <optional>

#include <api/core/result.hpp>
#include <kit/eth/types/uint256.hpp>

namespace plexus::inline v1::eth {

using Bloom = FixedBytes<256>;

/// A block's header. Fields that forks appended are there up to the last one present: a header with
/// a later one has all the earlier ones.
///
/// @spec  Ethereum Yellow Paper, 4.4; EIP-1559, EIP-4895, EIP-4844, EIP-4788, EIP-7685
struct Header {
    Hash256 parent{};
    Hash256 uncles_hash{};
    Address coinbase{};
    Hash256 state_root{};
    Hash256 transactions_root{};
    Hash256 receipts_root{};
    Bloom logs_bloom{};
    Wide difficulty{};
    std::uint64_t number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t time = 0;  ///< Unix seconds
    Bytes extra{};
    Hash256 mix_digest{};
    FixedBytes<8> nonce{};

    std::optional<Wide> base_fee{};
    std::optional<Hash256> withdrawals_root{};
    std::optional<std::uint64_t> blob_gas_used{};
    std::optional<std::uint64_t> excess_blob_gas{};
    std::optional<Hash256> parent_beacon_root{};
    std::optional<Hash256> requests_hash{};

    /// Items that a fork unknown here appended, byte for byte; never without all of the above.
    Bytes unknown{};

    friend bool operator==(const Header&, const Header&) = default;
};

/// @errors malformed, non_canonical, limit_exceeded (limits.hpp: the sanity limits of a header)
Result<Header> decode_header(BytesView rlp);

/// The very bytes that `decode_header` took. Optional fields behind an absent one are a defect.
Bytes encode_header(const Header& header);

}  // namespace plexus::inline v1::eth
