#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::inline v1::eth {

/// One event that a contract has emitted.
/// @spec Ethereum Yellow Paper, 4.3.1
struct Log {
    Address address{};              ///< the contract
    std::vector<Hash256> topics{};  ///< at most 4, by the opcodes LOG0 to LOG4
    Bytes data{};                   ///< of any length: the contract paid 8 gas a byte

    friend bool operator==(const Log&, const Log&) = default;
};

/// What a transaction did.
/// @spec Ethereum Yellow Paper, 4.3.1; EIP-658 (status instead of a state root), EIP-2718
struct Receipt {
    std::uint8_t type = 0;                ///< the transaction's type: transaction_type
    bool succeeded = false;               ///< means nothing where there is a `post_state`
    std::optional<Hash256> post_state{};  ///< before Byzantium
    std::uint64_t cumulative_gas = 0;  ///< used by this and all earlier transactions of the block
    Bloom bloom{};                     ///< over `logs`: bloom_of
    std::vector<Log> logs{};           ///< in the order of their emission
    Bytes unknown{};                   ///< items that a chain appends, byte for byte

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// The filter over addresses and topics that a receipt and its header carry.
/// @spec Ethereum Yellow Paper, 4.3.1, the function M
Bloom bloom_of(const std::vector<Log>& logs);

/// Adds one address or topic to a filter.
void add_to(Bloom& bloom, BytesView value);

/// @param canonical  a list, or a type byte followed by a list: the form of eth/68, with bloom
/// @errors malformed, non_canonical, limit_exceeded
/// Decodes one receipt.
Result<Receipt> decode_receipt(BytesView canonical);

/// The very bytes that `decode_receipt` took.
Bytes encode_receipt(const Receipt& receipt);

/// One block's receipts, `[receipt, ...]`: typed ones wrapped into byte strings.
/// @errors malformed, non_canonical, limit_exceeded
Result<std::vector<Receipt>> decode_receipt_list(BytesView list);

/// The very bytes that `decode_receipt_list` took.
Bytes encode_receipt_list(const std::vector<Receipt>& receipts);

}  // namespace plexus::inline v1::eth
