#include <iostream>

#include <api/plugin/export.hpp>

#include "accent.hpp"
#include "fork_table.hpp"

namespace {

using namespace plexus;

/// BNB Smart Chain, or its test network: genesis block, forks, bootnodes, and how it speaks eth.
class Bsc final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainProfile::key, eth::Accent::key};
    static constexpr std::array<Dependency, 0> needs{};
    static constexpr std::array commands{
        Command{"forkid", "", "print the forks of the chain, their ids, and which one holds now",
                FolderUse::shared}};

    static void options(Options& options);

    explicit Bsc(Host& host)
        : host_(host),
          network_(host.settings().text("network") == "chapel" ? bsc::chapel() : bsc::mainnet()),
          added_(bsc::read_added_forks(host.settings().list("fork"), network_)),
          profile_(bsc::spec_of(network_, added_)),
          accent_(host.settings().flag("disable-peer-tx-broadcast")
                      ? bsc::TransactionGossip::unwanted
                      : bsc::TransactionGossip::wanted) {
        host.publish<chain::ChainProfile>(profile_);
        host.publish<eth::Accent>(accent_);
    }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        const WallTime now = Clock::of(host_.strand()).wall();
        bsc::print_fork_table(std::cout, network_, added_, profile_, now);
        co_return 0;
    }

private:
    Host& host_;
    const bsc::Network& network_;
    std::vector<bsc::AddedFork> added_;
    eth::SpecProfile profile_;
    bsc::Accent accent_;
};

void Bsc::options(Options& options) {
    options.declare({.name = "network",
                     .kind = OptionKind::text,
                     .fallback = "mainnet",
                     .help = "which of BSC's networks",
                     .choices = {"mainnet", "chapel"}});
    options.declare({"fork", OptionKind::list, "",
                     "forks announced after this release, as NAME=TIME in Unix seconds"});
    options.declare({"disable-peer-tx-broadcast", OptionKind::flag, "false",
                     "ask BSC peers not to send us transactions"});
}

}  // namespace

PLEXUS_PLUGIN(Bsc, "bsc", "1.0.0", "BNB Smart Chain: mainnet and Chapel");
