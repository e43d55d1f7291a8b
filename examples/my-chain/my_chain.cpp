#include <api/plugin/export.hpp>
#include <kit/chain/profile_plugin.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>

namespace {

using namespace plexus;

// What makes the chain this one: nobody with another number or another genesis block is a peer.
constexpr std::uint64_t network_id = 31337;
constexpr std::uint64_t genesis_time = 1767225600;  // 2026-01-01
constexpr std::uint64_t gas_limit = 30'000'000;
constexpr auto motto = "my chain";

// keccak-256 of an empty trie: there are no accounts, no transactions and no receipts.
constexpr auto empty_trie = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

// No transactions, no uncles, no withdrawals.
const Bytes genesis_body{0xc3, 0xc0, 0xc0, 0xc0};

Bytes genesis_header() {
    const Hash256 empty = fixed_from_hex<32>(empty_trie).value();
    const Bytes no_uncles{0xc0};
    eth::Header header;
    header.uncles_hash = eth::uncles_hash(no_uncles);
    header.state_root = empty;
    header.transactions_root = empty;
    header.receipts_root = empty;
    header.difficulty = 1;
    header.gas_limit = gas_limit;
    header.time = genesis_time;
    header.extra = Bytes(motto, motto + std::string_view(motto).size());
    header.base_fee = 1'000'000'000;
    header.withdrawals_root = empty;
    return eth::encode_header(header);
}

constexpr Option<std::vector<std::string>> bootnodes{.name = "bootnodes",
                                                     .help = "enode URLs to find others by"};

chain::ChainSpec read_spec(const Settings& settings) {
    chain::ChainSpec spec;
    spec.name = "my-chain";
    spec.network_id = network_id;
    spec.genesis_header = genesis_header();
    spec.genesis_body = genesis_body;
    spec.time_forks = {1780272000, 1798761600};  // 2026-06-01 and 2027-01-01
    spec.fork_names = {{1780272000, "Spring"}, {1798761600, "Winter"}};
    for (const std::string& enode : settings[bootnodes]) {
        const Result<net::Node> node = net::Node::parse(enode);
        if (!node) throw ConfigError("my_chain.bootnodes: '" + enode + "' is no enode URL");
        spec.bootnodes.push_back(*node);
    }
    return spec;
}

/// A chain of one's own: its genesis block, its forks, and where to find others.
class MyChain final : public chain::ProfilePlugin {
public:
    static constexpr OptionList options{bootnodes};

    explicit MyChain(Host& host) : ProfilePlugin(host, read_spec(host.settings())) {}
};

}  // namespace

PLEXUS_PLUGIN(MyChain, "my_chain", "1.0.0", "a chain of one's own");
