#pragma once

#include <optional>
#include <string_view>

#include <api/core/bytes.hpp>
#include <api/core/uint256.hpp>

#include "transaction_check.hpp"

namespace plexus::relay {

/// What this node sends for its users.
struct SendRules {
    Uint256 most_fee{};              ///< wei for gas at most; 0: any
    bool allow_unprotected = false;  ///< legacy transactions without a chain id
};

/// Reads an amount of ether, "0.5", in wei.
/// @returns nothing if it is no decimal number, or has more than 18 decimals or 256 bits
std::optional<Uint256> read_ether(std::string_view text);

/// Checks what a user wants to send as far as that is possible without state: what admit() checks,
/// and what makes a transaction useless wherever it is sent.
///
/// @param bytes  a transaction, a blob transaction with its sidecar
/// @thread  heavy: belongs on the blocking pool
/// @errors  rpc::RpcError, server_error, with the words of go-ethereum where it has any
/// @spec    go-ethereum, internal/ethapi, SubmitTransaction; core/txpool, ValidateTransaction
Admitted check_to_send(const Bytes& bytes, std::uint64_t chain_id, const HeadRules& head,
                       const SendRules& rules);

}  // namespace plexus::relay
