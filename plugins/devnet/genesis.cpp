#include "genesis.hpp"

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <api/core/result.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/eth/types/limits.hpp>

#include "fields.hpp"

namespace plexus::devnet {
namespace {

/// Keys and values of storage may be shorter than 32 bytes: zeros are then missing on their left.
Hash256 read_word(const Fields& storage, std::string_view name, std::string_view text) {
    const std::optional<Bytes> bytes = from_hex(text);
    if (!bytes || bytes->size() > Hash256::size_bytes) {
        storage.fail(name, "a storage slot with a value, 32 bytes in hexadecimal each");
    }
    Hash256 word;
    std::copy(bytes->begin(), bytes->end(),
              word.bytes.end() - static_cast<std::ptrdiff_t>(bytes->size()));
    return word;
}

void read_storage(const Fields& storage, Account& account) {
    for (const auto& slot : storage.raw()) {
        const std::string_view key{slot.key().data(), slot.key().size()};
        const boost::json::string* text = slot.value().if_string();
        const std::string_view value = text ? std::string_view{*text} : std::string_view{"not hex"};
        account.storage[read_word(storage, key, key)] = read_word(storage, key, value);
    }
}

Account read_account(const Fields& fields) {
    Account account;
    account.balance = fields.required("balance", fields.u256("balance"));
    account.nonce = fields.number("nonce").value_or(0);
    account.code = fields.bytes("code").value_or(Bytes{});
    const std::optional<Fields> storage = fields.object("storage");
    if (storage) read_storage(*storage, account);
    return account;
}

std::map<Address, Account> read_accounts(const Fields& alloc) {
    std::map<Address, Account> accounts;
    for (const auto& member : alloc.raw()) {
        const std::string_view name{member.key().data(), member.key().size()};
        const std::optional<Address> address = fixed_from_hex<Address::size_bytes>(name);
        if (!address) alloc.fail(name, "an address, 20 bytes in hexadecimal");
        // The last one counts, as it does to go-ethereum.
        accounts[*address] = read_account(alloc.object(name, member.value()));
    }
    return accounts;
}

Genesis read_genesis(const Fields& file) {
    if (file.number("number").value_or(0) != 0) file.fail("number", "0");
    Genesis genesis;
    genesis.rules = read_rules(file.required("config", file.object("config")));
    genesis.nonce = file.number("nonce").value_or(0);
    genesis.time = file.number("timestamp").value_or(0);
    genesis.extra = file.bytes("extraData").value_or(Bytes{});
    genesis.gas_limit = file.required("gasLimit", file.number("gasLimit"));
    genesis.gas_used = file.number("gasUsed").value_or(0);
    genesis.difficulty = file.required("difficulty", file.u256("difficulty"));
    if (genesis.difficulty.bit_width() > eth::limits::difficulty_bits) {
        // go-ethereum takes it here, but refuses a block of that kind from any peer.
        file.fail("difficulty",
                  "a number of at most " + std::to_string(eth::limits::difficulty_bits) + " bits");
    }
    genesis.mix_digest = file.fixed<32>("mixHash").value_or(Hash256{});
    genesis.parent = file.fixed<32>("parentHash").value_or(Hash256{});
    genesis.coinbase = file.fixed<20>("coinbase").value_or(Address{});
    genesis.base_fee = file.u256("baseFeePerGas");
    genesis.blob_gas_used = file.number("blobGasUsed");
    genesis.excess_blob_gas = file.number("excessBlobGas");
    genesis.slot_number = file.number("slotNumber");
    genesis.accounts = read_accounts(file.required("alloc", file.object("alloc")));
    return genesis;
}

}  // namespace

Genesis parse_genesis(std::string_view json, const std::string& name) {
    ErrorCode error;
    const boost::json::value file = boost::json::parse({json.data(), json.size()}, error);
    if (error) {
        throw ConfigError("devnet.genesis: " + name + " is not JSON: " + error.message());
    }
    if (!file.is_object()) {
        throw ConfigError("devnet.genesis: " + name + " is no genesis file: expected an object");
    }
    return read_genesis(Fields{file.as_object(), name});
}

Genesis load_genesis(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || !std::filesystem::is_regular_file(file)) {
        throw ConfigError("devnet.genesis: cannot read " + file.string() + ": " +
                          (stream ? "not a file" : std::strerror(errno)));
    }
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return parse_genesis(text, file.string());
}

}  // namespace plexus::devnet
