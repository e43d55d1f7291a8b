#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::inline v1::eth {

/// @spec EIP-4895
struct Withdrawal {
    std::uint64_t index = 0;
    std::uint64_t validator = 0;
    Address address{};
    std::uint64_t amount_gwei = 0;

    friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

/// What a block holds besides its header, wholly decoded. Most code wants less: RawBlock and
/// BodyView cost nothing.
struct Body {
    std::vector<Transaction> transactions{};
    std::vector<Header> uncles{};
    std::optional<std::vector<Withdrawal>> withdrawals{};
    Bytes unknown{};  ///< items that a chain appends, byte for byte

    friend bool operator==(const Body&, const Body&) = default;
};

/// @param list  `[transactions, uncles, withdrawals?, ...]`
/// @errors malformed, non_canonical, limit_exceeded, unsupported (a transaction of unknown type)
Result<Body> decode_body(BytesView list);

/// The very bytes that `decode_body` took.
Bytes encode_body(const Body& body);

}  // namespace plexus::inline v1::eth
