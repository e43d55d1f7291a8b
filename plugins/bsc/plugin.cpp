#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/core/assert.hpp>
#include <api/eth/finality_votes.hpp>
#include <api/plugin/export.hpp>
#include <kit/chain/fork_table.hpp>
#include <kit/chain/profile_plugin.hpp>

#include <plugins/bsc/eth/protocol_overrides.hpp>
#include <plugins/bsc/network/profile_file.hpp>
#include <plugins/bsc/parlia/stored_headers.hpp>
#include <plugins/bsc/protocol/capability.hpp>
#include <plugins/bsc/protocol/sidecar.hpp>

namespace plexus::inline v1::bsc {
namespace {

using namespace std::chrono_literals;

struct Settable {
    static constexpr Option<std::string> network{.name = "network",
                                                 .fallback = "mainnet",
                                                 .help = "which of BSC's networks",
                                                 .choices = {"mainnet", "chapel"}};
    static constexpr Option<std::vector<std::string>> fork{
        .name = "fork", .help = "forks announced after this release, as NAME=TIME in Unix seconds"};
    static constexpr Option<std::string> profile{
        .name = "profile",
        .help = "JSON file with forks announced after this release, and other nodes"};
    static constexpr Option<bool> static_nodes{
        .name = "static-nodes",
        .help = "stay connected to the public nodes that other BSC clients ship as static"};
    static constexpr Option<bool> disable_peer_tx_broadcast{
        .name = "disable-peer-tx-broadcast",
        .help = "request of BSC peers not to send us transactions"};
    static constexpr Option<std::string> verify_seals{
        .name = "verify-seals",
        .fallback = "known",
        .help =
            "check who sealed a header: where the validators are known, always (elsewhere only "
            "that its coinbase did), or never",
        .choices = {"known", "always", "never"}};
    static constexpr Option<std::string> checkpoint{
        .name = "checkpoint",
        .help =
            "a trusted block that begins an epoch, as NUMBER:HASH: validators are known behind "
            "it, and no other block of that number is taken"};
    static constexpr Option<bool> relay_votes{
        .name = "relay-votes", .help = "pass validators' votes on to the peers that lack them"};
    static constexpr Option<std::chrono::milliseconds> request_timeout{
        .name = "request-timeout",
        .fallback = 5s,
        .minimum = 1ms,
        .maximum = 10min,
        .help = "how long a peer may take for a range of blocks"};
};

/// The chosen network, with the forks and nodes that the operator added.
chain::ChainSpec read_spec(const Settings& settings, const Network& network) {
    ProfileFile file;
    const std::string path = settings[Settable::profile];
    if (!path.empty()) file = load_profile(path, settings[Settable::network]);
    std::vector<AddedFork> typed;
    for (const std::string& text : settings[Settable::fork]) typed.push_back(read_fork(text));

    std::vector<AddedFork> added;
    add_forks(network, file.forks, path, added);
    add_forks(network, typed, "bsc.fork", added);
    chain::ChainSpec spec = spec_of(network, added);
    if (settings[Settable::static_nodes]) spec.static_nodes = nodes_of(network.static_nodes);
    if (file.bootnodes) spec.bootnodes = *file.bootnodes;
    if (file.static_nodes) spec.static_nodes = *file.static_nodes;
    return spec;
}

Seals seals_of(std::string_view option) {
    if (option == "never") return Seals::never;
    return option == "always" ? Seals::always : Seals::known;
}

std::optional<Checkpoint> checkpoint_of(const std::string& option) {
    if (option.empty()) return std::nullopt;
    return read_checkpoint(option);
}

/// BNB Smart Chain, or its test network: genesis block, forks, bootnodes, and its overrides of eth.
class Bsc final : public Plugin, private Settable {
public:
    static constexpr std::array provides{chain::ChainProfile::key,    chain::ChainParameters::key,
                                         eth::ProtocolOverrides::key, net::Capability::key,
                                         chain::HeaderRules::key,     eth::BodyRules::key,
                                         chain::FinalityRules::key,   chain::HeadObserver::key};
    // Head tracker and chain reader need the profile of this plugin, so they cannot be required by
    // it, only collected.
    static constexpr std::array needs{maybe<chain::HeadTracker, When::any_time>,
                                      maybe<chain::ChainReader, When::any_time>,
                                      maybe<chain::ChainWriter, When::any_time>, all<VoteHandler>,
                                      all<eth::FinalityVoteObserver>};
    static constexpr std::array commands{
        Command{chain::fork_command, "", chain::fork_command_help, FolderUse::shared}};

    static constexpr OptionList options{
        network,      fork,       profile,     static_nodes,   disable_peer_tx_broadcast,
        verify_seals, checkpoint, relay_votes, request_timeout};

    explicit Bsc(Host& host)
        : host_(host),
          network_(host[network] == "chapel" ? chapel() : mainnet()),
          profile_(read_spec(host.settings(), network_)),
          overrides_(host[disable_peer_tx_broadcast] ? TransactionGossip::unwanted
                                                     : TransactionGossip::wanted),
          validators_(Parlia(Schedule::of(network_), profile_.genesis().hash),
                      seals_of(host[verify_seals]), checkpoint_of(host[checkpoint]),
                      [&clock = Clock::of(host.strand())] { return clock.wall(); }),
          stored_headers_(host, validators_),
          rules_(host.strand(), validators_, stored_headers_),
          context_{.host = host,
                   .sessions = sessions_,
                   .relaying = host[relay_votes] ? Relaying::votes : Relaying::nothing,
                   .request_timeout = host[request_timeout],
                   .votes = host.metrics().counter(
                       {"plexus_bsc_votes_total", "Votes received that were not known yet"}),
                   .foreign = host.metrics().counter(
                       {"plexus_bsc_foreign_votes_total",
                        "Votes for blocks or heights that the node's chain does not have"}),
                   .dropped = host.metrics().counter(
                       {"plexus_bsc_messages_dropped_total",
                        "Messages of the bsc capability that came too fast or found no room"}),
                   .handler_failures = handlers::HandlerFailures{host},
                   .log = host.logger()} {
        host.publish<chain::ChainProfile>(profile_);
        host.publish<chain::ChainParameters>(profile_);
        host.publish<eth::ProtocolOverrides>(overrides_);
        const SharedBytes genesis = profile_.genesis_header();
        PLEXUS_ASSERT(validators_.check(genesis).has_value());  // the validators begin there
        host.publish<chain::HeaderRules>(rules_);
        host.publish<chain::FinalityRules>(validators_);
        host.publish<eth::BodyRules>(body_rules_);
        host.publish<chain::HeadObserver>(sessions_);
        host.publish<net::Capability>(bsc1_);
        host.publish<net::Capability>(bsc2_);
    }

    awaitable<void> start() override {
        chain::log_chain(host_, profile_);
        co_return;
    }

    awaitable<void> run() override { return stored_headers_.follow(); }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        chain::print_forks(host_, profile_);
        co_return 0;
    }

private:
    Host& host_;
    const Network& network_;
    chain::SpecProfile profile_;
    ProtocolOverrides overrides_;
    Validators validators_;
    StoredHeaders stored_headers_;
    PreparedRules rules_;
    BodyRules body_rules_;
    Sessions sessions_;
    SessionContext context_;
    Capability bsc1_{context_, 1};
    Capability bsc2_{context_, 2};
};

}  // namespace
}  // namespace plexus::inline v1::bsc

PLEXUS_PLUGIN(plexus::bsc::Bsc, "bsc", PLEXUS_PLUGIN_VERSION,
              "BNB Smart Chain: mainnet and Chapel");
