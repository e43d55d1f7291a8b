#include <algorithm>
#include <cctype>

#include <api/chain/chain_profile.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>

#include <plugins/fleet/bus/nats_bus.hpp>
#include "fleet.hpp"

namespace plexus::fleet {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_name = 64;

/// A name is one token of a subject.
std::string checked_name(const std::string& name) {
    const auto fits = [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '-' || letter == '_';
    };
    if (name.empty() || name.size() > longest_name || !std::ranges::all_of(name, fits)) {
        throw ConfigError("fleet.name is '" + name + "': give letters, digits, - and _, at most " +
                          std::to_string(longest_name));
    }
    return name;
}

/// Nodes of one operator that share their peers out among them.
class FleetPlugin final : public Plugin {
public:
    static constexpr std::array provides{net::ConnectionGater::key, net::Discovery::key};
    static constexpr std::array needs{one<net::PeerPool>, one<net::LocalNode>,
                                      one<chain::ChainProfile>};

    static constexpr Option<std::string> name_option{
        .name = "name",
        .fallback = "fleet",
        .help = "nodes of one network with one name on one NATS are a fleet"};
    static constexpr Option<std::chrono::milliseconds> expiry_option{
        .name = "expiry",
        .fallback = 10s,
        .minimum = 1s,
        .maximum = 10min,
        .help = "a node that says nothing for so long is gone, and its peers are taken over"};
    static constexpr Option<std::vector<std::string>> nats_urls_option{
        .name = "nats-urls",
        .fallback = "nats://127.0.0.1:4222",
        .help = "servers of one NATS cluster; tls:// for TLS, user:password@ before the host"};
    static constexpr Option<std::string> nats_credentials_option{
        .name = "nats-credentials", .help = "file with JWT and key, as nsc writes it; empty: none"};
    static constexpr Option<std::string> nats_ca_option{
        .name = "nats-ca",
        .help = "PEM file of the authority that signed the server's certificate"};
    static constexpr OptionList options{name_option, expiry_option, nats_urls_option,
                                        nats_credentials_option, nats_ca_option};

    explicit FleetPlugin(Host& host)
        : host_(host),
          bus_({host[nats_urls_option], host[nats_credentials_option], host[nats_ca_option],
                host.name()},
               subject(host)),
          fleet_(std::make_shared<Fleet>(
              Fleet::Context{host.strand(), host.get<net::PeerPool>(), host.runtime(),
                             host.metrics(), host.logger(), host.get<net::LocalNode>().id()},
              bus_, host[expiry_option])) {
        host.publish<net::ConnectionGater>(*fleet_);
        host.publish<net::Discovery>(*fleet_);
    }

    awaitable<void> start() override {
        if (host_.purpose() == Purpose::node) co_await fleet_->start();
    }
    awaitable<void> run() override {
        if (host_.purpose() == Purpose::node) co_await fleet_->run();
    }
    awaitable<void> stop() override {
        if (host_.purpose() == Purpose::node) co_await fleet_->stop();
    }

private:
    /// Not below `plexus.`, which a stream of the plugin `stream` stores.
    static std::string subject(Host& host) {
        return "plexus-fleet." + std::to_string(host.get<chain::ChainProfile>().network_id()) +
               '.' + checked_name(host[name_option]);
    }

    Host& host_;
    NatsBus bus_;
    std::shared_ptr<Fleet> fleet_;
};

}  // namespace
}  // namespace plexus::fleet

PLEXUS_PLUGIN(plexus::fleet::FleetPlugin, "fleet", PLEXUS_PLUGIN_VERSION,
              "shares peers out among the nodes of a fleet");
