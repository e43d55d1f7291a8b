#include <api/plugin/export.hpp>
#include <kit/chain/fork_table.hpp>

#include "mainnet.hpp"

namespace {

using namespace plexus;

/// Ethereum: genesis block, forks and bootnodes of the main network.
class Ethereum final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainProfile::key};
    static constexpr std::array needs{maybe<chain::HeadTracker, When::any_time>};
    static constexpr std::array commands{
        Command{chain::fork_command, "", chain::fork_command_help, FolderUse::shared}};

    explicit Ethereum(Host& host) : host_(host), profile_(ethereum::mainnet()) {
        host.publish<chain::ChainProfile>(profile_);
    }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        chain::print_forks(host_, profile_);
        co_return 0;
    }

private:
    Host& host_;
    chain::SpecProfile profile_;
};

}  // namespace

PLEXUS_PLUGIN(Ethereum, "ethereum", PLEXUS_PLUGIN_VERSION, "Ethereum's main network");
