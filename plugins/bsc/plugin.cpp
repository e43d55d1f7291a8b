#include <iostream>

#include <api/chain/chain_reader.hpp>
#include <api/plugin/export.hpp>
#include <kit/chain/fork_table.hpp>

#include <plugins/bsc/eth/protocol_overrides.hpp>
#include <plugins/bsc/network/profile_file.hpp>
#include <plugins/bsc/parlia/parlia.hpp>
#include <plugins/bsc/protocol/capability.hpp>

namespace plexus::inline v1::bsc {
namespace {

/// Which network, with what the operator added to it.
chain::ChainSpec read_spec(const Settings& settings, const Network& network) {
    ProfileFile file;
    const std::string path = settings.text("profile");
    if (!path.empty()) file = load_profile(path, settings.text("network"));
    std::vector<AddedFork> typed;
    for (const std::string& text : settings.list("fork")) typed.push_back(read_fork(text));

    std::vector<AddedFork> added;
    add_forks(network, file.forks, path, added);
    add_forks(network, typed, "bsc.fork", added);
    chain::ChainSpec spec = spec_of(network, added);
    if (settings.flag("static-nodes")) spec.static_nodes = nodes_of(network.static_nodes);
    if (file.bootnodes) spec.bootnodes = *file.bootnodes;
    if (file.static_nodes) spec.static_nodes = *file.static_nodes;
    return spec;
}

/// Trusts headers for their links and roots alone.
class NoRules final : public chain::HeaderRules {
public:
    Result<void> check(BytesView) const override { return {}; }
};

/// BNB Smart Chain, or its test network: genesis block, forks, bootnodes, and how it speaks eth.
class Bsc final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainProfile::key, eth::ProtocolOverrides::key,
                                         net::Capability::key, chain::HeaderRules::key};
    // Those who have a head or a chain stand on the profile, so they can only be collected.
    static constexpr std::array needs{all<chain::HeadTracker>, all<chain::ChainReader>,
                                      all<VoteHandler>};
    static constexpr std::array commands{
        Command{chain::fork_command, "", chain::fork_command_help, FolderUse::shared}};

    static void options(Options& options);

    explicit Bsc(Host& host)
        : host_(host),
          network_(host.settings().text("network") == "chapel" ? chapel() : mainnet()),
          profile_(read_spec(host.settings(), network_)),
          overrides_(host.settings().flag("disable-peer-tx-broadcast") ? TransactionGossip::unwanted
                                                                       : TransactionGossip::wanted),
          parlia_(network_, profile_.genesis().hash),
          context_{
              .host = host,
              .sessions = sessions_,
              .relaying = host.settings().flag("relay-votes") ? Relaying::votes : Relaying::nothing,
              .request_timeout = host.settings().duration("request-timeout"),
              .votes = host.metrics().metric("bsc.votes"),
              .dropped = host.metrics().metric("bsc.messages_dropped"),
              .handler_failures = host.metrics().metric("bsc.handler_failures"),
              .handler_stalls = host.metrics().metric("bsc.handler_stalls"),
              .log = host.logger()} {
        host.publish<chain::ChainProfile>(profile_);
        host.publish<eth::ProtocolOverrides>(overrides_);
        if (host.settings().flag("verify-seals")) {
            host.publish<chain::HeaderRules>(parlia_);
        } else {
            host.publish<chain::HeaderRules>(no_rules_);
        }
        host.publish<net::Capability>(bsc1_);
        host.publish<net::Capability>(bsc2_);
    }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        const WallTime now = Clock::of(host_.strand()).wall();
        chain::print_fork_table(
            std::cout, profile_,
            chain::chain_status_of(profile_, host_.every<chain::HeadTracker>(), now));
        co_return 0;
    }

private:
    Host& host_;
    const Network& network_;
    chain::SpecProfile profile_;
    ProtocolOverrides overrides_;
    Parlia parlia_;
    NoRules no_rules_;
    Sessions sessions_;
    SessionContext context_;
    Capability bsc1_{context_, 1};
    Capability bsc2_{context_, 2};
};

void Bsc::options(Options& options) {
    options.declare({.name = "network",
                     .kind = OptionKind::text,
                     .fallback = "mainnet",
                     .help = "which of BSC's networks",
                     .choices = {"mainnet", "chapel"}});
    options.declare({"fork", OptionKind::list, "",
                     "forks announced after this release, as NAME=TIME in Unix seconds"});
    options.declare({"profile", OptionKind::text, "",
                     "JSON file with forks announced after this release, and other nodes"});
    options.declare({"static-nodes", OptionKind::flag, "false",
                     "stay connected to the public nodes that other BSC clients ship as static"});
    options.declare({"disable-peer-tx-broadcast", OptionKind::flag, "false",
                     "ask BSC peers not to send us transactions"});
    options.declare({"verify-seals", OptionKind::flag, "false",
                     "whoever fetches headers checks that each is sealed by its coinbase"});
    options.declare({"relay-votes", OptionKind::flag, "false",
                     "pass validators' votes on to the peers that lack them"});
    options.declare({.name = "request-timeout",
                     .kind = OptionKind::duration,
                     .fallback = "5s",
                     .help = "how long a peer may take for a range of blocks",
                     .minimum = 1,
                     .maximum = 600'000});
}

}  // namespace
}  // namespace plexus::inline v1::bsc

PLEXUS_PLUGIN(plexus::bsc::Bsc, "bsc", "1.0.0", "BNB Smart Chain: mainnet and Chapel");
