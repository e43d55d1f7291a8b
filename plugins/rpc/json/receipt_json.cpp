#include "receipt_json.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/rlp/writer.hpp>

#include "hex.hpp"
#include "transaction_json.hpp"

namespace plexus::rpc_server {
namespace {

/// The address of what a transaction has created: the end of the hash of [sender, nonce].
/// @spec Ethereum Yellow Paper, 7
std::string contract_address(const Address& sender, std::uint64_t nonce) {
    Bytes digits;
    for (std::uint64_t rest = nonce; rest > 0; rest >>= 8U) {
        digits.insert(digits.begin(), static_cast<std::uint8_t>(rest));
    }
    // A short list by hand: one byte of length, the address, the nonce.
    Bytes list{0, 0x80 + Address::size_bytes};
    list.insert(list.end(), sender.begin(), sender.end());
    if (digits.size() != 1 || digits[0] >= 0x80) {
        list.push_back(static_cast<std::uint8_t>(0x80 + digits.size()));
    }
    list.insert(list.end(), digits.begin(), digits.end());
    list[0] = static_cast<std::uint8_t>(0xc0 + list.size() - 1);
    const Hash256 hash = crypto::keccak256(list);
    return hex_data(hash.view().last(Address::size_bytes));
}

}  // namespace

json::object log_json(const Block& block, const eth::Log& log, std::size_t transaction,
                      const Hash256& transaction_hash, std::size_t index) {
    json::array topics;
    for (const Hash256& topic : log.topics) topics.emplace_back(hex_data(topic));
    return {{"address", hex_data(log.address)},
            {"topics", std::move(topics)},
            {"data", hex_data(log.data)},
            {"blockNumber", quantity(block.header.number)},
            {"transactionHash", hex_data(transaction_hash)},
            {"transactionIndex", quantity(transaction)},
            {"blockHash", hex_data(block.hash)},
            {"blockTimestamp", quantity(block.header.time)},
            {"logIndex", quantity(index)},
            {"removed", false}};
}

json::array receipts_json(const Block& block) {
    json::array result;
    std::uint64_t gas_before = 0;
    std::size_t log_index = 0;
    for (std::size_t i = 0; i < block.receipts->size(); ++i) {
        const eth::Receipt& receipt = (*block.receipts)[i];
        const eth::Transaction& transaction = block.body.transactions[i];
        const Hash256 hash = eth::hash_of(transaction);
        const Address sender = block.senders->of(i, transaction);
        json::array logs;
        for (const eth::Log& log : receipt.logs) {
            logs.push_back(log_json(block, log, i, hash, log_index++));
        }
        json::object object{
            {"blockHash", hex_data(block.hash)},
            {"blockNumber", quantity(block.header.number)},
            {"transactionHash", hex_data(hash)},
            {"transactionIndex", quantity(i)},
            {"from", hex_data(sender)},
            {"to", nullptr},
            {"gasUsed", quantity(receipt.cumulative_gas - gas_before)},
            {"cumulativeGasUsed", quantity(receipt.cumulative_gas)},
            {"contractAddress", nullptr},
            {"logs", std::move(logs)},
            {"logsBloom", hex_data(receipt.bloom)},
            {"type", quantity(transaction.type)},
            {"effectiveGasPrice", quantity(effective_gas_price(transaction, block.header))}};
        gas_before = receipt.cumulative_gas;
        if (transaction.to) {
            object["to"] = hex_data(*transaction.to);
        } else {
            object["contractAddress"] = contract_address(sender, transaction.nonce);
        }
        if (receipt.post_state) {
            object["root"] = hex_data(*receipt.post_state);
        } else {
            object["status"] = receipt.succeeded ? "0x1" : "0x0";
        }
        if (transaction.type == eth::transaction_type::blob) {
            object["blobGasUsed"] = quantity(gas_per_blob * transaction.blob_hashes.size());
            if (block.blob_price) object["blobGasPrice"] = quantity(*block.blob_price);
        }
        result.push_back(std::move(object));
    }
    return result;
}

}  // namespace plexus::rpc_server
