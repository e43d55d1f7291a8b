#include <optional>

#include <api/chain/head_tracker.hpp>
#include <api/net/node_store.hpp>
#include <api/plugin/export.hpp>
#include <kit/discovery/bootnodes.hpp>
#include <kit/discovery/stored_nodes.hpp>

#include "service.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Finds nodes by UDP, and carries small requests of other plugins.
class Discv5 final : public Plugin {
public:
    static constexpr std::array provides{net::Discovery::key, net::Talk::key};
    static constexpr std::array needs{one<net::LocalNode>, one<net::DatagramPort>,
                                      one<chain::ChainProfile>, one<chain::HeadTracker>,
                                      maybe<net::NodeStore>};

    static constexpr Option<std::vector<std::string>> bootnodes{
        .name = "bootnodes",
        .help = "nodes (enr: or enode:) to begin with; empty: those of the chain; none: no one"};
    static constexpr Option<std::chrono::milliseconds> lookup_interval{
        .name = "lookup-interval",
        .fallback = 30s,
        .minimum = 1s,
        .help = "longest pause between two random look-ups while peers are wanted"};
    static constexpr Option<std::chrono::milliseconds> refresh_interval{
        .name = "refresh-interval",
        .fallback = 30min,
        .minimum = 10s,
        .help = "the table is refreshed at a random time within the second half of this"};
    static constexpr Option<std::vector<std::string>> netrestrict{
        .name = "netrestrict",
        .help = "networks, as 10.0.0.0/8, outside of which nodes are ignored; empty: none"};
    static constexpr OptionList options{bootnodes, lookup_interval, refresh_interval, netrestrict};

    explicit Discv5(Host& host);

    awaitable<void> run() override;
    awaitable<void> stop() override {
        service_->close();
        co_return;
    }

private:
    static discv5::Parameters read_settings(const Settings& settings,
                                            const chain::ChainProfile& chain);

    Executor strand_;
    discovery::StoredNodes stored_;
    std::optional<discv5::Service> service_;
};

Discv5::Discv5(Host& host) : strand_{host.strand()}, stored_{strand_, host.find<net::NodeStore>()} {
    const chain::HeadTracker& heads = host.get<chain::HeadTracker>();
    const chain::ChainProfile& chain = host.get<chain::ChainProfile>();
    const discv5::Service::Context around{host.get<net::LocalNode>(),
                                          host.get<net::DatagramPort>(),
                                          chain,
                                          host.metrics(),
                                          host.logger(),
                                          [&heads] { return heads.chain_status().head; },
                                          stored_.keeper(),
                                          stored_.seed_source()};
    service_.emplace(host.strand(), around, read_settings(host.settings(), chain));
    host.publish<net::Discovery>(*service_);
    host.publish<net::Talk>(*service_);
}

discv5::Parameters Discv5::read_settings(const Settings& settings,
                                         const chain::ChainProfile& chain) {
    discv5::Parameters read;
    const std::vector<std::string> texts = settings[bootnodes];
    if (texts.empty()) {
        read.bootnodes = chain.bootnodes();
    } else if (texts != std::vector<std::string>{"none"}) {
        read.bootnodes = discovery::parse_bootnodes("discv5.bootnodes", texts);
    }
    read.lookup_interval = settings[lookup_interval];
    read.refresh_interval = settings[refresh_interval];
    const Result<discovery::NetRestrict> networks =
        discovery::NetRestrict::parse(settings[netrestrict]);
    if (!networks) {
        throw ConfigError{
            "discv5.netrestrict: expected networks as 10.0.0.0/8, separated by commas"};
    }
    read.restrict = *networks;
    return read;
}

awaitable<void> Discv5::run() {
    TaskScope scope{strand_};
    scope.spawn("discv5 service", service_->run());
    scope.spawn("discv5 keep nodes", stored_.run());
    co_await scope.serve();
}

}  // namespace

PLEXUS_PLUGIN(Discv5, "discv5", PLEXUS_PLUGIN_VERSION, "node discovery over UDP, version 5");
