#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::relay {

/// What the head of the chain says of transactions to come.
struct HeadRules {
    std::uint64_t gas_limit = std::numeric_limits<std::uint64_t>::max();  ///< of its block
    bool takes_blobs = true;                                              ///< Cancun has passed
    bool limits_initcode = false;                                         ///< Shanghai has passed

    friend bool operator==(const HeadRules&, const HeadRules&) = default;
};

/// Until a head is known nothing is refused for its sake.
HeadRules rules_of(const eth::Header& head);

/// Why a transaction is valid in no state of the accounts, behind that head: what it pays and asks
/// for contradicts itself or the chain.
/// @returns the words of go-ethereum; empty if nothing is wrong
/// @spec go-ethereum, core/txpool/validation.go, ValidateTransaction; EIP-3860
std::string never_valid(const eth::Transaction& transaction, const HeadRules& head);

}  // namespace plexus::relay
