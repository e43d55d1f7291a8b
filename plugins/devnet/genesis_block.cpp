#include "genesis_block.hpp"

#include <api/plugin/config_error.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/symmetric.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/trie/root.hpp>

namespace plexus::devnet {
namespace {

constexpr std::uint64_t default_gas_limit = 4712388;       // go-ethereum, params.GenesisGasLimit
constexpr std::uint64_t initial_base_fee = 1'000'000'000;  // EIP-1559, INITIAL_BASE_FEE

bool is_active(std::optional<std::uint64_t> fork, std::uint64_t at) { return fork && *fork <= at; }

struct Active {
    bool london;
    bool shanghai;
    bool cancun;
    bool prague;
    bool amsterdam;
};

/// A later fork is active only on top of the earlier ones.
Active active_forks(const Genesis& genesis) {
    Active active{};
    active.london = is_active(genesis.rules.london_block, 0);
    active.shanghai = active.london && is_active(genesis.rules.shanghai_time, genesis.time);
    active.cancun = active.shanghai && is_active(genesis.rules.cancun_time, genesis.time);
    active.prague = active.cancun && is_active(genesis.rules.prague_time, genesis.time);
    active.amsterdam = active.prague && is_active(genesis.rules.amsterdam_time, genesis.time);
    return active;
}

FixedBytes<8> nonce_of(std::uint64_t nonce) {
    FixedBytes<8> bytes;
    for (std::size_t i = bytes.size(); i > 0; nonce >>= 8) {
        bytes.bytes[--i] = static_cast<std::uint8_t>(nonce);
    }
    return bytes;
}

constexpr std::uint8_t empty_list = 0xc0;

Hash256 hash_of_empty_list() { return crypto::keccak256(BytesView{&empty_list, 1}); }

/// blockAccessListHash (EIP-7928) of a block without accesses, and slotNumber (EIP-7843).
Bytes amsterdam_items(const Genesis& genesis) {
    rlp::Writer out;
    out.fixed(hash_of_empty_list());
    out.u64(genesis.slot_number.value_or(0));
    return out.take();
}

void add_fork_fields(const Genesis& genesis, const Active& active, eth::Header& header) {
    if (active.london) header.base_fee = genesis.base_fee.value_or(Uint256{initial_base_fee});
    if (active.shanghai) header.withdrawals_root = trie::empty_root();
    if (active.cancun) {
        header.blob_gas_used = genesis.blob_gas_used.value_or(0);
        header.excess_blob_gas = genesis.excess_blob_gas.value_or(0);
        header.parent_beacon_root = Hash256{};  // EIP-4788: there is no parent
    }
    if (active.prague) header.requests_hash = crypto::sha256({});  // EIP-7685: no requests
    if (active.amsterdam) header.unknown = amsterdam_items(genesis);
}

eth::Header header_of(const Genesis& genesis, const Active& active) {
    eth::Header header;
    header.parent = genesis.parent;
    header.uncles_hash = hash_of_empty_list();
    header.coinbase = genesis.coinbase;
    header.state_root = state_root(genesis.accounts);
    header.transactions_root = trie::empty_root();
    header.receipts_root = trie::empty_root();
    header.difficulty = genesis.difficulty;
    header.gas_limit = genesis.gas_limit == 0 ? default_gas_limit : genesis.gas_limit;
    header.gas_used = genesis.gas_used;
    header.time = genesis.time;
    header.extra = genesis.extra;
    header.mix_digest = genesis.mix_digest;
    header.nonce = nonce_of(genesis.nonce);
    add_fork_fields(genesis, active, header);
    return header;
}

}  // namespace

chain::ChainSpec spec_of(const Genesis& genesis, std::optional<std::uint64_t> network_id) {
    if (!network_id) network_id = genesis.rules.chain_id;
    if (!network_id) {
        throw ConfigError(
            "devnet.network-id: the genesis file has no chainId to take it from; set it");
    }
    const Active active = active_forks(genesis);
    chain::ChainSpec spec;
    spec.name = "devnet";
    spec.network_id = *network_id;
    spec.genesis_header = encode_header(header_of(genesis, active));
    spec.genesis_body = active.shanghai ? Bytes{0xc3, 0xc0, 0xc0, 0xc0} : Bytes{0xc2, 0xc0, 0xc0};
    spec.block_forks = genesis.rules.block_forks;
    spec.time_forks = genesis.rules.time_forks;
    return spec;
}

}  // namespace plexus::devnet
