#include "static_rules.hpp"

#include <algorithm>
#include <array>

#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::relay {
namespace {

namespace type = eth::transaction_type;

// @spec Ethereum Yellow Paper, appendix G; EIP-2028, EIP-2930, EIP-3860, EIP-7623, EIP-7702
constexpr std::uint64_t gas_of_any = 21'000;
constexpr std::uint64_t gas_of_creation = 32'000;
constexpr std::uint64_t gas_of_zero_byte = 4;
constexpr std::uint64_t gas_of_other_byte = 16;
constexpr std::uint64_t gas_of_initcode_word = 2;
constexpr std::uint64_t gas_of_listed_address = 2'400;
constexpr std::uint64_t gas_of_listed_key = 1'900;
constexpr std::uint64_t gas_of_authorization = 25'000;
constexpr std::uint64_t floor_of_zero_byte = 10;
constexpr std::uint64_t floor_of_other_byte = 40;
constexpr std::size_t word_bytes = 32;
constexpr std::size_t most_initcode_bytes = 49'152;
constexpr std::uint64_t most_nonce = std::numeric_limits<std::uint64_t>::max() - 1;  // EIP-2681
constexpr std::uint64_t most_gas_since_osaka = 16'777'216;                           // EIP-7825
constexpr std::size_t most_blobs_since_osaka = 6;                                    // EIP-7594
/// As many as a block of Prague holds; no fork before Osaka takes more. EIP-7691
constexpr std::size_t most_blobs_before_osaka = 9;

struct OsakaTime {
    std::uint64_t chain_id;
    std::uint64_t from;  ///< Unix seconds
};

/// Osaka changed nothing in the header, so its time has to be known.
constexpr std::array<OsakaTime, 3> osaka_times{{
    {1, 1764798551},   // go-ethereum, params/config.go
    {56, 1777343400},  // bsc, params/config.go
    {97, 1774319400},  // bsc, params/config.go
}};

bool osaka_passed(const eth::Header& head, std::uint64_t chain_id) {
    const auto known = std::ranges::find(osaka_times, chain_id, &OsakaTime::chain_id);
    if (known != osaka_times.end()) return head.time >= known->from;
    return !head.unknown.empty();  // fields of a later fork, such as Amsterdam's
}

std::size_t zeros_of(BytesView input) {
    return static_cast<std::size_t>(std::ranges::count(input, std::uint8_t{0}));
}

/// The least that any fork since Istanbul requires.
std::uint64_t least_gas(const eth::Transaction& transaction, const HeadRules& head) {
    const std::size_t zeros = zeros_of(transaction.input);
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

/// What the bytes of its input cost at least, whatever it does.
std::uint64_t floor_gas(const eth::Transaction& transaction) {
    const std::size_t zeros = zeros_of(transaction.input);
    return gas_of_any + zeros * floor_of_zero_byte +
           (transaction.input.size() - zeros) * floor_of_other_byte;
}

bool has_fee_cap(const eth::Transaction& transaction) {
    return transaction.type >= type::dynamic_fee;
}

/// What is wrong with the amounts that it names; empty if nothing is.
std::string wrong_amount(const eth::Transaction& transaction, const HeadRules& head) {
    if (head.osaka && transaction.gas > most_gas_since_osaka) {
        return "transaction gas limit too high (cap: " + std::to_string(most_gas_since_osaka) +
               ", tx: " + std::to_string(transaction.gas) + ")";
    }
    if (transaction.gas > head.gas_limit) return "exceeds block gas limit";
    if (has_fee_cap(transaction) && transaction.max_priority_fee > transaction.max_fee) {
        return "max priority fee per gas higher than max fee per gas";
    }
    if (transaction.nonce > most_nonce) return "nonce has max value";
    const std::uint64_t least = least_gas(transaction, head);
    if (transaction.gas < least) {
        return "intrinsic gas too low: gas " + std::to_string(transaction.gas) +
               ", minimum needed " + std::to_string(least);
    }
    const std::uint64_t floor = floor_gas(transaction);
    if (head.has_floor && transaction.gas < floor) {
        return "insufficient gas for floor data gas cost: gas " + std::to_string(transaction.gas) +
               ", minimum needed " + std::to_string(floor);
    }
    return "";
}

/// What is wrong with what a type of transactions carries; empty if nothing is.
std::string wrong_load(const eth::Transaction& transaction, const HeadRules& head) {
    if (transaction.type == type::set_code && transaction.authorizations.empty()) {
        return "set code tx must have at least one authorization tuple";
    }
    if (transaction.type != type::blob) return "";
    const std::size_t blobs = transaction.blob_hashes.size();
    const std::size_t most = head.osaka ? most_blobs_since_osaka : most_blobs_before_osaka;
    if (blobs == 0) return "blobless blob transaction";
    if (blobs > most) {
        return "too many blobs in transaction: have " + std::to_string(blobs) + ", permitted " +
               std::to_string(most);
    }
    return "";
}

}  // namespace

HeadRules rules_of(const eth::Header& head, std::uint64_t chain_id) {
    HeadRules rules;
    rules.gas_limit = head.gas_limit;
    rules.takes_blobs = head.excess_blob_gas.has_value();
    rules.limits_initcode = head.withdrawals_root.has_value();
    rules.has_floor = head.requests_hash.has_value();
    rules.osaka = osaka_passed(head, chain_id);
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
    const std::string wrong = wrong_amount(transaction, head);
    return wrong.empty() ? wrong_load(transaction, head) : wrong;
}

}  // namespace plexus::relay
