#include "genesis_block.hpp"

#include <algorithm>
#include <array>
#include <functional>

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

/// What the forks active in the genesis block demand of it.
struct Active {
    bool london;
    bool withdrawals;
    bool cancun;
    bool beacon_root;
    bool prague;
    bool amsterdam;
};

/// @spec go-ethereum v1.17.10, core/genesis.go, toBlockWithRoot; BSC v1.7.3, likewise
Active active_forks(const Genesis& genesis) {
    const auto reached = [&genesis](std::string_view fork, std::uint64_t at) {
        const std::optional<std::uint64_t> from = genesis.rules.fork(fork);
        return from && *from <= at;
    };
    Active active{};
    active.london = reached("londonBlock", 0);
    const auto later = [&](std::string_view fork) {
        return active.london && reached(fork, genesis.time);
    };
    const bool bsc = genesis.rules.family == Family::bsc;
    active.cancun = later("cancunTime");
    // BSC has no withdrawals, but an empty list of them since Cancun.
    active.withdrawals = bsc ? active.cancun : later("shanghaiTime");
    active.beacon_root = active.cancun && (!bsc || later("bohrTime"));
    active.prague = later("pragueTime");
    active.amsterdam = later("amsterdamTime");
    return active;
}

/// A header has a later field only together with all earlier fields. go-ethereum makes genesis
/// blocks with a gap between the fields, which this node cannot; no node can follow such a chain.
void refuse_gaps(const Genesis& genesis, const Active& active) {
    if (active.amsterdam && genesis.rules.family == Family::bsc) {
        throw ConfigError("devnet.genesis: what BSC's genesis block has of Amsterdam is not known");
    }
    if (genesis.excess_blob_gas && !active.cancun) {
        throw ConfigError("devnet.genesis: excessBlobGas is there, but Cancun is not active");
    }
    const std::array fields{active.london,      active.withdrawals, active.cancun,
                            active.beacon_root, active.prague,      active.amsterdam};
    if (!std::ranges::is_sorted(fields, std::greater{})) {
        throw ConfigError(
            "devnet.genesis: a fork is active in the genesis block without one of those before "
            "it: londonBlock, shanghaiTime, cancunTime, pragueTime, amsterdamTime");
    }
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
    const bool bsc = genesis.rules.family == Family::bsc;
    const Uint256 usual_base_fee = bsc ? Uint256{} : Uint256{initial_base_fee};
    // A fee that the file has is in the block even before London.
    header.base_fee = genesis.base_fee;
    if (active.london && !header.base_fee) header.base_fee = usual_base_fee;
    if (active.withdrawals) header.withdrawals_root = trie::empty_root();
    if (active.cancun) {
        header.blob_gas_used = genesis.blob_gas_used.value_or(0);
        header.excess_blob_gas = genesis.excess_blob_gas.value_or(0);
    }
    if (active.beacon_root) header.parent_beacon_root = Hash256{};  // EIP-4788: there is no parent
    if (active.prague) header.requests_hash = crypto::sha256({});   // EIP-7685: no requests
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
    refuse_gaps(genesis, active);
    chain::ChainSpec spec;
    spec.name = "devnet";
    spec.network_id = *network_id;
    spec.chain_id = genesis.rules.chain_id.value_or(0);
    spec.config = genesis.rules.config;
    spec.blob_schedule = genesis.rules.blob_schedule;
    spec.genesis_header = encode_header(header_of(genesis, active));
    spec.genesis_body =
        active.withdrawals ? Bytes{0xc3, 0xc0, 0xc0, 0xc0} : Bytes{0xc2, 0xc0, 0xc0};
    for (const auto& [name, from] : genesis.rules.forks) {
        (name.ends_with("Time") ? spec.time_forks : spec.block_forks).push_back(from);
    }
    return spec;
}

}  // namespace plexus::devnet
