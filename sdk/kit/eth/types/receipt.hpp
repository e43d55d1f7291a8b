#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::inline v1::eth {

struct Log {
    Address address{};
    std::vector<Hash256> topics{};
    Bytes data{};

    friend bool operator==(const Log&, const Log&) = default;
};

/// What a transaction did.
/// @spec Ethereum Yellow Paper, 4.3.1; EIP-658 (status instead of a state root), EIP-2718
struct Receipt {
    std::uint8_t type = 0;
    bool succeeded = false;               ///< means nothing where there is a `post_state`
    std::optional<Hash256> post_state{};  ///< before Byzantium
    std::uint64_t cumulative_gas = 0;
    Bloom bloom{};
    std::vector<Log> logs{};
    Bytes unknown{};  ///< items that a chain appends, byte for byte

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// The filter over addresses and topics that a receipt and its header carry.
/// @spec Ethereum Yellow Paper, 4.3.1, the function M
Bloom bloom_of(const std::vector<Log>& logs);

/// Adds one address or topic to a filter.
void add_to(Bloom& bloom, BytesView value);

/// @param canonical  a list, or a type byte followed by a list: the form of eth/68, with bloom
/// @errors malformed, non_canonical, limit_exceeded
Result<Receipt> decode_receipt(BytesView canonical);

/// The very bytes that `decode_receipt` took.
Bytes encode_receipt(const Receipt& receipt);

/// One block's receipts, `[receipt, ...]`: typed ones wrapped into byte strings.
/// @errors malformed, non_canonical, limit_exceeded
Result<std::vector<Receipt>> decode_receipt_list(BytesView list);

Bytes encode_receipt_list(const std::vector<Receipt>& receipts);

}  // namespace plexus::inline v1::eth
