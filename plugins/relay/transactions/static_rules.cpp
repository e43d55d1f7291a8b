#include "static_rules.hpp"

#include <algorithm>

#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::relay {
namespace {

namespace type = eth::transaction_type;

// @spec Ethereum Yellow Paper, appendix G; EIP-2028, EIP-2930, EIP-3860, EIP-7702
constexpr std::uint64_t gas_of_any = 21'000;
constexpr std::uint64_t gas_of_creation = 32'000;
constexpr std::uint64_t gas_of_zero_byte = 4;
constexpr std::uint64_t gas_of_other_byte = 16;
constexpr std::uint64_t gas_of_initcode_word = 2;
constexpr std::uint64_t gas_of_listed_address = 2'400;
constexpr std::uint64_t gas_of_listed_key = 1'900;
constexpr std::uint64_t gas_of_authorization = 25'000;
constexpr std::size_t word_bytes = 32;
constexpr std::size_t most_initcode_bytes = 49'152;

/// The least that any fork since Istanbul asks for.
std::uint64_t least_gas(const eth::Transaction& transaction, const HeadRules& head) {
    const auto zeros =
        static_cast<std::uint64_t>(std::ranges::count(transaction.input, std::uint8_t{0}));
    std::uint64_t gas = gas_of_any + zeros * gas_of_zero_byte +
                        (transaction.input.size() - zeros) * gas_of_other_byte +
                        transaction.authorizations.size() * gas_of_authorization;
    if (!transaction.to) gas += gas_of_creation;
    if (!transaction.to && head.limits_initcode) {
        gas += (transaction.input.size() + word_bytes - 1) / word_bytes * gas_of_initcode_word;
    }
    for (const eth::AccessTuple& each : transaction.access_list) {
        gas += gas_of_listed_address + each.storage_keys.size() * gas_of_listed_key;
    }
    return gas;
}

bool has_fee_cap(const eth::Transaction& transaction) {
    return transaction.type >= type::dynamic_fee;
}

}  // namespace

HeadRules rules_of(const eth::Header& head) {
    HeadRules rules;
    rules.gas_limit = head.gas_limit;
    rules.takes_blobs = head.excess_blob_gas.has_value();
    rules.limits_initcode = head.withdrawals_root.has_value();
    return rules;
}

std::string never_valid(const eth::Transaction& transaction, const HeadRules& head) {
    if (transaction.type == type::blob && !head.takes_blobs) {
        return "transaction type not supported: type 3 rejected, pool not yet in Cancun";
    }
    if (!transaction.to && head.limits_initcode && transaction.input.size() > most_initcode_bytes) {
        return "max initcode size exceeded: code size " + std::to_string(transaction.input.size()) +
               ", limit " + std::to_string(most_initcode_bytes);
    }
    if (transaction.gas > head.gas_limit) return "exceeds block gas limit";
    if (has_fee_cap(transaction) && transaction.max_priority_fee > transaction.max_fee) {
        return "max priority fee per gas higher than max fee per gas";
    }
    const std::uint64_t least = least_gas(transaction, head);
    if (transaction.gas < least) {
        return "intrinsic gas too low: gas " + std::to_string(transaction.gas) +
               ", minimum needed " + std::to_string(least);
    }
    return "";
}

}  // namespace plexus::relay
