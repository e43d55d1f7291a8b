#include "parameters.hpp"

#include <api/plugin/config_error.hpp>
#include <kit/discovery/bootnodes.hpp>

namespace plexus::discovery {

Parameters read_parameters(const std::string& plugin, const Settings& settings,
                           const std::vector<std::string>& bootnodes,
                           const chain::ChainProfile& chain) {
    Parameters read;
    if (bootnodes.empty()) {
        read.bootnodes = chain.bootnodes();
    } else if (bootnodes != std::vector<std::string>{"none"}) {
        for (enr::NamedNode& named : parse_bootnodes(plugin + ".bootnodes", bootnodes)) {
            if (named.host.empty()) {
                read.bootnodes.push_back(std::move(named.node));
            } else {
                read.named_bootnodes.push_back(std::move(named));
            }
        }
    }
    read.lookup_interval = settings[lookup_interval];
    read.refresh_interval = settings[refresh_interval];
    const Result<NetRestrict> networks = NetRestrict::parse(settings[netrestrict]);
    if (!networks) {
        throw ConfigError{plugin +
                          ".netrestrict: expected networks as 10.0.0.0/8, separated by commas"};
    }
    read.restrict = *networks;
    return read;
}

}  // namespace plexus::discovery
