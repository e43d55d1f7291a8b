#include "transaction_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include <kit/eth/types/raw_transaction.hpp>

#include <plugins/rpc/chain/senders.hpp>

#include "hex.hpp"

namespace plexus::rpc_server {
namespace {

namespace type = eth::transaction_type;

/// Room for them is made at once.
constexpr std::size_t transaction_members = 24;

json::array access_list(const std::vector<eth::AccessTuple>& list) {
    json::array result;
    for (const eth::AccessTuple& tuple : list) {
        json::array keys;
        for (const Hash256& key : tuple.storage_keys) keys.emplace_back(hex_data(key));
        result.push_back(
            json::object{{"address", hex_data(tuple.address)}, {"storageKeys", std::move(keys)}});
    }
    return result;
}

json::array authorizations(const std::vector<eth::Authorization>& list) {
    json::array result;
    for (const eth::Authorization& one : list) {
        result.push_back(json::object{{"chainId", quantity(one.chain_id)},
                                      {"address", hex_data(one.address)},
                                      {"nonce", quantity(one.nonce)},
                                      {"yParity", quantity(one.y_parity)},
                                      {"r", quantity(one.r)},
                                      {"s", quantity(one.s)}});
    }
    return result;
}

/// Of a protected legacy transaction, whose `v` holds it.
/// @spec EIP-155
std::optional<Uint256> legacy_chain_id(const Uint256& v) {
    const std::optional<Uint256> twice = v.checked_sub(35);
    return twice ? twice->checked_div(2) : std::nullopt;
}

void add_typed(json::object& object, const eth::Transaction& transaction) {
    object["accessList"] = access_list(transaction.access_list);
    object["chainId"] = quantity(transaction.chain_id);
    object["yParity"] = quantity(transaction.v);
    if (transaction.type >= type::dynamic_fee) {
        object["maxFeePerGas"] = quantity(transaction.max_fee);
        object["maxPriorityFeePerGas"] = quantity(transaction.max_priority_fee);
    }
    if (transaction.type == type::blob) {
        json::array hashes;
        for (const Hash256& hash : transaction.blob_hashes) hashes.emplace_back(hex_data(hash));
        object["maxFeePerBlobGas"] = quantity(transaction.max_blob_fee);
        object["blobVersionedHashes"] = std::move(hashes);
    }
    if (transaction.type == type::set_code) {
        object["authorizationList"] = authorizations(transaction.authorizations);
    }
}

}  // namespace

Uint256 effective_gas_price(const eth::Transaction& transaction, const eth::Header& header) {
    if (transaction.type < type::dynamic_fee) return transaction.gas_price;
    const std::optional<Uint256> offered =
        transaction.max_priority_fee.checked_add(header.base_fee.value_or(0));
    return std::min(offered.value_or(Uint256::max()), transaction.max_fee);
}

Uint256 effective_tip(const eth::Transaction& transaction, const eth::Header& header) {
    const Uint256 price = effective_gas_price(transaction, header);
    return price.checked_sub(header.base_fee.value_or(0)).value_or(Uint256{});
}

json::object transaction_json(const eth::Transaction& transaction, const Hash256& hash,
                              const MinedAt* at, json::storage_ptr memory) {
    const bool has_fees = transaction.type >= type::dynamic_fee;
    const Uint256 price = at != nullptr ? effective_gas_price(transaction, at->header)
                          : has_fees    ? transaction.max_fee
                                        : transaction.gas_price;
    json::object object(
        {{"blockHash", nullptr},
         {"blockNumber", nullptr},
         {"blockTimestamp", nullptr},
         {"transactionIndex", nullptr},
         {"from", hex_data(at != nullptr ? at->sender : sender_or_zero(transaction))},
         {"gas", quantity(transaction.gas)},
         {"gasPrice", quantity(price)},
         {"hash", hex_data(hash)},
         {"input", hex_data(transaction.input)},
         {"nonce", quantity(transaction.nonce)},
         {"to", nullptr},
         {"value", quantity(transaction.value)},
         {"type", quantity(transaction.type)},
         {"v", quantity(transaction.v)},
         {"r", quantity(transaction.r)},
         {"s", quantity(transaction.s)}},
        transaction_members, std::move(memory));
    if (at != nullptr) {
        object["blockHash"] = hex_data(at->block);
        object["blockNumber"] = quantity(at->header.number);
        object["blockTimestamp"] = quantity(at->header.time);
        object["transactionIndex"] = quantity(at->index);
    }
    if (transaction.to) object["to"] = hex_data(*transaction.to);
    if (transaction.type != type::legacy) {
        add_typed(object, transaction);
    } else if (const auto chain = legacy_chain_id(transaction.v)) {
        object["chainId"] = quantity(*chain);
    }
    return object;
}

}  // namespace plexus::rpc_server
