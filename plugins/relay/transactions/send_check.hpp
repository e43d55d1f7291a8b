#pragma once

#include <api/core/bytes.hpp>

#include "transaction_check.hpp"

namespace plexus::relay {

/// Checks what a user wants to send as far as that is possible without state: what admit() checks,
/// and what makes a transaction useless wherever it is sent.
///
/// @param bytes  a transaction, a blob transaction with its sidecar
/// @thread  heavy: belongs on the blocking pool
/// @errors  rpc::RpcError, server_error, with the words of go-ethereum where it has any
/// @spec    go-ethereum, internal/ethapi, SubmitTransaction; core/txpool, ValidateTransaction
Admitted check_to_send(const Bytes& bytes, std::uint64_t chain_id, const HeadRules& head);

}  // namespace plexus::relay
