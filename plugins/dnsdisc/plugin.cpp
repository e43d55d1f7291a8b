#include <optional>
#include <string>
#include <vector>

#include <api/chain/head_tracker.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>

#include <plugins/dnsdisc/command/dns_command.hpp>
#include <plugins/dnsdisc/dns/cares_resolver.hpp>

#include "service.hpp"
#include "well_known.hpp"

namespace {

using namespace plexus;

/// Finds nodes in lists that are published by DNS.
class Dnsdisc final : public Plugin {
public:
    static constexpr std::array provides{net::Discovery::key};
    static constexpr std::array needs{one<chain::ChainProfile>, one<chain::HeadTracker>};

    static constexpr std::array commands{Command{"dns", "sign|verify|print ...",
                                                 "make, check or print a node list of DNS",
                                                 FolderUse::shared}};

    static constexpr Option<std::vector<std::string>> lists{
        .name = "lists",
        .help =
            "node lists (enrtree:) to read; empty: those that are known for the chain; none: "
            "no one"};
    static constexpr Option<std::vector<std::string>> netrestrict{
        .name = "netrestrict",
        .help = "networks, as 10.0.0.0/8, whose nodes are taken; empty: all of the internet"};
    static constexpr Option<std::vector<std::string>> servers{
        .name = "servers",
        .help = "DNS servers to query, as 127.0.0.1:53; empty: those of the system"};
    static constexpr OptionList options{lists, netrestrict, servers};

    explicit Dnsdisc(Host& host);

    awaitable<void> start() override { return sequences_->load(); }
    awaitable<void> run() override { return service_->run(); }
    awaitable<int> command(std::string, std::vector<std::string> arguments) override {
        return dnsdisc::run_dns_command(*resolver_, std::move(arguments));
    }

private:
    static dnsdisc::Parameters read_settings(const Settings& settings,
                                             const chain::ChainProfile& chain);

    std::optional<dnsdisc::CaresResolver> resolver_;
    std::optional<dnsdisc::Sequences> sequences_;
    std::optional<dnsdisc::Service> service_;
};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    return all;
}

std::vector<dnsdisc::Link> parse_lists(const std::vector<std::string>& texts) {
    std::vector<dnsdisc::Link> links;
    for (const std::string& text : texts) {
        const Result<dnsdisc::Link> link = dnsdisc::parse_link(text);
        if (!link) {
            throw ConfigError{"dnsdisc.lists: '" + text +
                              "' is no node list: expected enrtree://<key>@<domain>"};
        }
        links.push_back(*link);
    }
    if (links.size() > dnsdisc::max_lists) {
        throw ConfigError{"dnsdisc.lists: there are " + std::to_string(links.size()) +
                          " lists, and at most " + std::to_string(dnsdisc::max_lists) +
                          " are followed"};
    }
    return links;
}

Dnsdisc::Dnsdisc(Host& host) {
    const chain::HeadTracker& heads = host.get<chain::HeadTracker>();
    const chain::ChainProfile& chain = host.get<chain::ChainProfile>();
    const dnsdisc::Parameters parameters = read_settings(host.settings(), chain);
    resolver_.emplace(host.strand(), joined(host[servers]));
    sequences_.emplace(host.runtime(), host.data_dir() / "dns-lists.txt", parameters.lists,
                       host.logger());
    const dnsdisc::Service::Context around{
        *resolver_,     *sequences_,   chain,
        host.metrics(), host.logger(), [&heads] { return heads.chain_status().head; }};
    service_.emplace(host.strand(), around, parameters);
    host.publish<net::Discovery>(*service_);
}

dnsdisc::Parameters Dnsdisc::read_settings(const Settings& settings,
                                           const chain::ChainProfile& chain) {
    dnsdisc::Parameters read;
    std::vector<std::string> texts = settings[lists];
    if (texts.empty()) texts = dnsdisc::well_known_lists(chain.genesis().hash);
    if (texts == std::vector<std::string>{"none"}) texts.clear();
    read.lists = parse_lists(texts);
    const std::vector<std::string> restrict_to = settings[netrestrict];
    const Result<discovery::NetRestrict> networks = discovery::NetRestrict::parse(restrict_to);
    if (!networks) {
        throw ConfigError{
            "dnsdisc.netrestrict: expected networks as 10.0.0.0/8, separated by commas"};
    }
    read.restrict = *networks;
    read.restricted = !restrict_to.empty();
    return read;
}

}  // namespace

PLEXUS_PLUGIN(Dnsdisc, "dnsdisc", PLEXUS_PLUGIN_VERSION, "node lists published by DNS (EIP-1459)");
