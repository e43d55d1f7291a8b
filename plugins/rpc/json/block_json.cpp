#include "block_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>

#include <api/rpc/method_provider.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/rlp/writer.hpp>

#include "hex.hpp"
#include "transaction_json.hpp"

namespace plexus::rpc_server {
namespace {

/// Of a block, for whose members room is made at once.
constexpr std::size_t block_members = 26;

template <class T>
void add_data(json::object& object, const char* name, const std::optional<T>& value) {
    if (value) object[name] = hex_data(*value);
}

template <class T>
void add_quantity(json::object& object, const char* name, const std::optional<T>& value) {
    if (value) object[name] = quantity(*value);
}

json::array withdrawals_json(const std::vector<eth::Withdrawal>& list) {
    json::array result;
    for (const eth::Withdrawal& one : list) {
        result.push_back(json::object{{"index", quantity(one.index)},
                                      {"validatorIndex", quantity(one.validator)},
                                      {"address", hex_data(one.address)},
                                      {"amount", quantity(one.amount_gwei)}});
    }
    return result;
}

Hash256 header_hash(const eth::Header& header) {
    return crypto::keccak256(eth::encode_header(header));
}

/// Bytes of a list with so many bytes inside.
std::size_t list_size(std::size_t payload) {
    std::size_t size = 1 + payload;
    if (payload > 55) {
        for (std::size_t rest = payload; rest > 0; rest >>= 8U) ++size;
    }
    return size;
}

}  // namespace

json::object header_json(const eth::Header& header, const Hash256& hash, json::storage_ptr memory) {
    json::object object({{"number", quantity(header.number)},
                         {"hash", hex_data(hash)},
                         {"parentHash", hex_data(header.parent)},
                         {"nonce", hex_data(header.nonce)},
                         {"mixHash", hex_data(header.mix_digest)},
                         {"sha3Uncles", hex_data(header.uncles_hash)},
                         {"logsBloom", hex_data(header.logs_bloom)},
                         {"stateRoot", hex_data(header.state_root)},
                         {"miner", hex_data(header.coinbase)},
                         {"difficulty", quantity(header.difficulty)},
                         {"extraData", hex_data(header.extra)},
                         {"gasLimit", quantity(header.gas_limit)},
                         {"gasUsed", quantity(header.gas_used)},
                         {"timestamp", quantity(header.time)},
                         {"transactionsRoot", hex_data(header.transactions_root)},
                         {"receiptsRoot", hex_data(header.receipts_root)}},
                        block_members, std::move(memory));
    add_quantity(object, "baseFeePerGas", header.base_fee);
    add_data(object, "withdrawalsRoot", header.withdrawals_root);
    add_quantity(object, "blobGasUsed", header.blob_gas_used);
    add_quantity(object, "excessBlobGas", header.excess_blob_gas);
    add_data(object, "parentBeaconBlockRoot", header.parent_beacon_root);
    add_data(object, "requestsHash", header.requests_hash);
    return object;
}

json::object new_head_json(const eth::Header& header, const Hash256& hash) {
    json::object object = header_json(header, hash);
    for (const char* name :
         {"baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas",
          "parentBeaconBlockRoot", "requestsHash", "blockAccessListHash", "slotNumber"}) {
        object.emplace(name, nullptr);  // leaves what is there
    }
    return object;
}

json::object block_json(const Block& block, Transactions form) {
    // A large block has 100,000 values: together they are made, and freed, in a tenth of the time.
    const json::storage_ptr memory = json::make_shared_resource<json::monotonic_resource>();
    json::object object = header_json(block.header, block.hash, memory);
    json::array transactions(memory);
    transactions.reserve(block.body.transactions.size());
    for (std::size_t i = 0; i < block.body.transactions.size(); ++i) {
        const eth::Transaction& transaction = block.body.transactions[i];
        const Hash256 hash = eth::hash_of(transaction);
        if (form == Transactions::hashes) {
            transactions.emplace_back(hex_data(hash));
        } else {
            const MinedAt at{block.hash, block.header, i, block.senders->of(i, transaction)};
            transactions.push_back(transaction_json(transaction, hash, &at, memory));
        }
    }
    json::array uncles(memory);
    for (const eth::Header& uncle : block.body.uncles)
        uncles.emplace_back(hex_data(header_hash(uncle)));
    object["size"] = quantity(block_bytes(block).size());
    object["transactions"] = std::move(transactions);
    object["uncles"] = std::move(uncles);
    if (block.body.withdrawals) {
        object["withdrawals"] = withdrawals_json(*block.body.withdrawals);
    }
    return object;
}

json::value uncle_json(const Block& block, std::uint64_t index) {
    if (index >= block.body.uncles.size()) return nullptr;
    const eth::Header& uncle = block.body.uncles[index];
    json::object object = header_json(uncle, header_hash(uncle));
    // As a block without transactions and uncles: two empty lists of one byte each.
    object["size"] = quantity(list_size(eth::encode_header(uncle).size() + 2));
    object["uncles"] = json::array{};
    return object;
}

json::value transaction_of_block(const Block& block, std::uint64_t index) {
    if (index >= block.body.transactions.size()) return nullptr;
    const eth::Transaction& transaction = block.body.transactions[index];
    const Address sender = block.senders->of(index, transaction);
    const MinedAt at{block.hash, block.header, index, sender};
    return transaction_json(transaction, eth::hash_of(transaction), &at);
}

}  // namespace plexus::rpc_server
