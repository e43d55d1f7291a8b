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
    bool has_floor = false;                                               ///< Prague has passed
    bool osaka = false;                                                   ///< Osaka has passed

    friend bool operator==(const HeadRules&, const HeadRules&) = default;
};

/// Until a head is known nothing is refused for its sake. Of a chain other than Ethereum and BSC it
/// is known that Osaka has passed only once a later fork has.
HeadRules rules_of(const eth::Header& head, std::uint64_t chain_id);

/// Why a transaction is valid in no state of the accounts, behind that head: what it pays and
/// requires contradicts itself or the chain.
/// @returns the words of go-ethereum; empty if nothing is wrong
/// @spec go-ethereum, core/txpool/validation.go, ValidateTransaction; EIP-2681, EIP-3860, EIP-7594,
///       EIP-7623, EIP-7825
std::string never_valid(const eth::Transaction& transaction, const HeadRules& head);

}  // namespace plexus::relay
