#include <api/core/printable.hpp>
#include <api/plugin/export.hpp>
#include <kit/chain/profile_plugin.hpp>

#include "genesis_block.hpp"

namespace {

using namespace plexus;

struct Settable {
    static constexpr Option<std::string> genesis{
        .name = "genesis", .help = "the chain's genesis file, as `geth init` takes it"};
    static constexpr Option<std::uint64_t> network_id{
        .name = "network-id",
        .help = "what peers must have in common; 0: the chain id of the genesis file"};
    static constexpr Option<std::vector<std::string>> bootnodes{
        .name = "bootnodes", .help = "enode URLs to find others by"};
};

std::vector<net::Node> read_bootnodes(const std::vector<std::string>& written) {
    std::vector<net::Node> nodes;
    for (const std::string& enode : written) {
        const Result<net::Node> node = net::Node::parse(enode);
        if (!node) {
            throw ConfigError("devnet.bootnodes: '" + enode +
                              "' is not of the form enode://<128 hex digits>@<ip>:<port>");
        }
        nodes.push_back(*node);
    }
    return nodes;
}

devnet::Genesis read_genesis(const Settings& settings) {
    const std::string file = settings[Settable::genesis];
    if (file.empty()) {
        throw ConfigError(
            "devnet.genesis is not set; name the chain's genesis file: --devnet.genesis FILE");
    }
    return devnet::load_genesis(file);
}

chain::ChainSpec read_spec(Host& host) {
    const Settings& settings = host.settings();
    const devnet::Genesis genesis = read_genesis(settings);
    for (const std::string& fork : genesis.rules.ignored) {
        Logger log = host.logger();
        PLEXUS_LOG(log, warn) << "the genesis file has what may be a fork, but is none to "
                                 "go-ethereum: it counts for nothing"
                              << kv("key", printable(fork));
    }
    const std::uint64_t number = settings[Settable::network_id];
    const std::optional<std::uint64_t> network_id =
        number == 0 ? std::nullopt : std::optional{number};
    chain::ChainSpec spec = devnet::spec_of(genesis, network_id);
    spec.bootnodes = read_bootnodes(settings[Settable::bootnodes]);
    return spec;
}

/// A chain that a genesis file of go-ethereum describes.
class Devnet final : public chain::ProfilePlugin, private Settable {
public:
    static constexpr OptionList options{genesis, network_id, bootnodes};

    explicit Devnet(Host& host) : ProfilePlugin(host, read_spec(host)) {}
};

}  // namespace

PLEXUS_PLUGIN(Devnet, "devnet", PLEXUS_PLUGIN_VERSION,
              "a chain named by a go-ethereum genesis file");
