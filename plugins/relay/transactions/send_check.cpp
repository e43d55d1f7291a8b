#include "send_check.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <api/rpc/method_provider.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::relay {
namespace {

namespace type = eth::transaction_type;

constexpr std::size_t ether_decimals = 18;

[[noreturn]] void refuse(const std::string& why) {
    throw rpc::RpcError(rpc::ErrorCode::server_error, why);
}

std::string in_ether(const Uint256& wei) {
    double ether = 0;
    for (const std::uint8_t byte : wei.to_big_endian().bytes) ether = ether * 256 + byte;
    std::string text(128, '\0');
    const int length = std::snprintf(text.data(), text.size(), "%.2f ether", ether / 1e18);
    text.resize(static_cast<std::size_t>(length));
    return text;
}

/// Against a slip of the user.
void check_fee(const eth::Transaction& transaction, const Uint256& most_fee) {
    const Uint256 price = std::max(transaction.gas_price, transaction.max_fee);
    const Uint256 fee = price.checked_mul(transaction.gas).value_or(Uint256::max());
    if (most_fee == Uint256{} || fee <= most_fee) return;
    refuse("tx fee (" + in_ether(fee) + ") exceeds the configured cap (" + in_ether(most_fee) +
           ")");
}

/// What no miner takes, although the rules of the chain would allow it.
void check_tip(const eth::Transaction& transaction) {
    const bool legacy = transaction.type == type::legacy || transaction.type == type::access_list;
    const Uint256& tip = legacy ? transaction.gas_price : transaction.max_priority_fee;
    if (tip == Uint256{}) {
        refuse("transaction gas price below minimum: gas tip cap 0, minimum needed 1");
    }
}

eth::Transaction decode(const Bytes& bytes) {
    if (bytes.size() <= 1 && (bytes.empty() || bytes[0] < 0x80))
        refuse("typed transaction too short");
    Result<eth::Transaction> transaction = eth::decode_transaction(bytes);
    if (transaction) return std::move(*transaction);
    if (transaction.error() == Errc::unsupported && bytes[0] <= type::highest) {
        refuse("transaction type not supported");
    }
    refuse("rlp: the transaction cannot be decoded: " + transaction.error().message());
}

std::string words_of(const boost::system::error_code& error, const eth::Transaction& transaction,
                     std::size_t size, std::uint64_t chain_id) {
    if (error == Errc::incompatible) {
        const Uint256 signed_for = transaction.type != type::legacy
                                       ? transaction.chain_id
                                       : *transaction.v.checked_sub(35)->checked_div(2);
        return "invalid sender: invalid chain id for signer: have " + signed_for.text() + " want " +
               std::to_string(chain_id);
    }
    if (error == Errc::limit_exceeded) {
        return "oversized data: transaction size " + std::to_string(size) + ", limit " +
               std::to_string(most_bytes(transaction.type == type::blob));
    }
    if (error == Errc::invalid_data) return "missing sidecar in blob transaction";
    return "invalid sender: " + error.message();
}

}  // namespace

std::optional<Uint256> read_ether(std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, point));
    std::string decimals(text.substr(std::min(point + 1, text.size())));
    const bool whole = digits.find_first_not_of("0123456789") == std::string::npos;
    const bool part = decimals.find_first_not_of("0123456789") == std::string::npos;
    if (digits.empty() || !whole || !part || decimals.size() > ether_decimals) return std::nullopt;
    decimals.resize(ether_decimals, '0');
    digits += decimals;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return Uint256::parse(digits);
}

Admitted check_to_send(const Bytes& bytes, std::uint64_t chain_id, const HeadRules& head,
                       const SendRules& rules) {
    const eth::Transaction transaction = decode(bytes);
    check_fee(transaction, rules.most_fee);
    const bool unprotected = transaction.type == type::legacy && transaction.v < Uint256{35};
    if (unprotected && !rules.allow_unprotected) {
        refuse("only replay-protected (EIP-155) transactions allowed over RPC");
    }
    eth::RawTransaction raw;
    raw.hash = eth::hash_of(transaction);
    raw.bytes = SharedBytes{bytes};
    // A blob transaction is refused for its fork before its sidecar is looked for.
    const std::string wrong = never_valid(transaction, head);
    if (!wrong.empty() && transaction.type == type::blob) refuse(wrong);
    Result<Admitted> admitted = admit(raw, chain_id, HeadRules{});
    const bool never = !wrong.empty() && (admitted || admitted.error() == Errc::invalid_data);
    if (never) refuse(wrong);
    if (!admitted) refuse(words_of(admitted.error(), transaction, bytes.size(), chain_id));
    check_tip(transaction);
    return std::move(*admitted);
}

}  // namespace plexus::relay
