#include <api/plugin/export.hpp>

#include "genesis_block.hpp"

namespace {

using namespace plexus;

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

chain::ChainSpec read_spec(const Settings& settings) {
    const std::string file = settings.text("genesis");
    if (file.empty()) {
        throw ConfigError(
            "devnet.genesis is not set; name the chain's genesis file: --devnet.genesis FILE");
    }
    const auto number = static_cast<std::uint64_t>(settings.number("network-id"));
    const std::optional<std::uint64_t> network_id =
        number == 0 ? std::nullopt : std::optional{number};
    chain::ChainSpec spec = devnet::spec_of(devnet::load_genesis(file), network_id);
    spec.bootnodes = read_bootnodes(settings.list("bootnodes"));
    return spec;
}

/// A chain that a genesis file of go-ethereum describes.
class Devnet final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainProfile::key};
    static constexpr std::array<Need, 0> needs{};

    static void options(Options& options) {
        options.declare(
            {"genesis", OptionKind::text, "", "the chain's genesis file, as `geth init` takes it"});
        options.declare({"network-id", OptionKind::number, "0",
                         "what peers must have in common; 0: the chain id of the genesis file"});
        options.declare({"bootnodes", OptionKind::list, "", "enode URLs to find others by"});
    }

    explicit Devnet(Host& host) : profile_(read_spec(host.settings())) {
        host.publish<chain::ChainProfile>(profile_);
    }

private:
    chain::SpecProfile profile_;
};

}  // namespace

PLEXUS_PLUGIN(Devnet, "devnet", "1.0.0", "a chain named by a go-ethereum genesis file");
