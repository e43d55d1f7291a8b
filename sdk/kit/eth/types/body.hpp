#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::inline v1::eth {

/// @spec EIP-4895
/// A payment from the beacon chain to an account of this one.
struct Withdrawal {
    std::uint64_t index = 0;        ///< counts all withdrawals of the chain, from 0
    std::uint64_t validator = 0;    ///< the validator's index on the beacon chain
    Address address{};              ///< the account that is paid
    std::uint64_t amount_gwei = 0;  ///< 10^9 wei each

    friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

/// What a block holds besides its header, wholly decoded. Most code needs less: RawBlock and
/// BodyView decode nothing.
struct Body {
    std::vector<Transaction> transactions{};  ///< in the order of their execution
    std::vector<Header> uncles{};             ///< at most limits::uncles; none since the Merge
    std::optional<std::vector<Withdrawal>> withdrawals{};  ///< absent before Shanghai
    Bytes unknown{};  ///< items that a chain appends, byte for byte

    friend bool operator==(const Body&, const Body&) = default;
};

/// @param list  `[transactions, uncles, withdrawals?, ...]`
/// @errors malformed, non_canonical, limit_exceeded, unsupported (a transaction of unknown type)
Result<Body> decode_body(BytesView list);

/// The very bytes that `decode_body` took.
Bytes encode_body(const Body& body);

}  // namespace plexus::inline v1::eth
