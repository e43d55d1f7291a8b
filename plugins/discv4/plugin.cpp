#include <memory>
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

/// Finds nodes by UDP.
class Discv4 final : public Plugin {
public:
    static constexpr std::array provides{net::Discovery::key};
    static constexpr std::array needs{one<net::LocalNode>, one<net::DatagramPort>,
                                      one<chain::ChainProfile>, one<chain::HeadTracker>,
                                      maybe<net::NodeStore>};

    static constexpr Option<std::vector<std::string>> bootnodes{
        .name = "bootnodes",
        .help = "enodes to begin with; empty: those of the chain; none: no one"};
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

    explicit Discv4(Host& host);

    awaitable<void> run() override;
    awaitable<void> stop() override {
        service_->close();
        co_return;
    }

private:
    static discv4::Parameters read_settings(const Settings& settings,
                                            const chain::ChainProfile& chain);

    Host& host_;
    chain::ChainProfile& chain_;
    discovery::StoredNodes stored_;
    std::optional<discv4::Service> service_;
};

Discv4::Discv4(Host& host)
    : host_{host},
      chain_{host.get<chain::ChainProfile>()},
      stored_{host.strand(), host.find<net::NodeStore>()} {
    const chain::HeadTracker& heads = host.get<chain::HeadTracker>();
    const discv4::Service::Context around{host.get<net::LocalNode>(),
                                          host.get<net::DatagramPort>(),
                                          chain_,
                                          host.metrics(),
                                          host.logger(),
                                          [&heads] { return heads.chain_status().head; },
                                          stored_.keeper(),
                                          stored_.seed_source()};
    service_.emplace(host.strand(), around, read_settings(host.settings(), chain_));
    host.publish<net::Discovery>(*service_);
}

discv4::Parameters Discv4::read_settings(const Settings& settings,
                                         const chain::ChainProfile& chain) {
    discv4::Parameters read;
    const std::vector<std::string> enodes = settings[bootnodes];
    if (enodes.empty()) {
        read.bootnodes = chain.bootnodes();
    } else if (enodes != std::vector<std::string>{"none"}) {
        read.bootnodes = discovery::parse_bootnodes("discv4.bootnodes", enodes);
    }
    read.lookup_interval = settings[lookup_interval];
    read.refresh_interval = settings[refresh_interval];
    const Result<discv4::NetRestrict> networks = discv4::NetRestrict::parse(settings[netrestrict]);
    if (!networks) {
        throw ConfigError{
            "discv4.netrestrict: expected networks as 10.0.0.0/8, separated by commas"};
    }
    read.restrict = *networks;
    return read;
}

awaitable<void> Discv4::run() {
    TaskScope scope{host_.strand()};
    scope.spawn("discv4 service", service_->run());
    scope.spawn("discv4 keep nodes", stored_.run());
    co_await scope.serve();
}

}  // namespace

PLEXUS_PLUGIN(Discv4, "discv4", PLEXUS_PLUGIN_VERSION, "node discovery over UDP, version 4");
