#include <api/plugin/export.hpp>
#include <kit/chain/profile_plugin.hpp>

#include "mainnet.hpp"

namespace {

using namespace plexus;

/// Ethereum: genesis block, forks and bootnodes of the main network.
class Ethereum final : public chain::ProfilePlugin {
public:
    explicit Ethereum(Host& host) : ProfilePlugin(host, ethereum::mainnet()) {}
};

}  // namespace

PLEXUS_PLUGIN(Ethereum, "ethereum", PLEXUS_PLUGIN_VERSION, "Ethereum's main network");
