#include <memory>
#include <optional>

#include <api/chain/head_tracker.hpp>
#include <api/net/node_store.hpp>
#include <api/plugin/export.hpp>
#include <kit/discovery/parameters.hpp>
#include <kit/discovery/stored_nodes.hpp>

#include "service.hpp"

namespace {

using namespace plexus;

/// Finds nodes by UDP.
class Discv4 final : public Plugin {
public:
    static constexpr std::array provides{net::Discovery::key, net::Discv4Query::key};
    static constexpr std::array needs{one<net::LocalNode>, one<net::DatagramPort>,
                                      one<chain::ChainProfile>, one<chain::HeadTracker>,
                                      maybe<net::NodeStore>};

    static constexpr Option<std::vector<std::string>> bootnodes{
        .name = "bootnodes",
        .help = "nodes (enode: or enr:) to begin with; empty: those of the chain; none: no one"};
    static constexpr OptionList options{bootnodes, discovery::lookup_interval,
                                        discovery::refresh_interval, discovery::netrestrict};

    explicit Discv4(Host& host);

    awaitable<void> run() override;
    awaitable<void> stop() override {
        service_->close();
        co_return;
    }

private:
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
    discv4::Parameters parameters{
        discovery::read_parameters(host.name(), host.settings(), host[bootnodes], chain_)};
    parameters.explores = host.purpose() == Purpose::node;
    service_.emplace(host.strand(), around, std::move(parameters));
    host.publish<net::Discovery>(*service_);
    host.publish<net::Discv4Query>(*service_);
}

awaitable<void> Discv4::run() {
    TaskScope scope{host_.strand()};
    scope.spawn("discv4 service", service_->run());
    scope.spawn("discv4 keep nodes", stored_.run());
    co_await scope.serve();
}

}  // namespace

PLEXUS_PLUGIN(Discv4, "discv4", PLEXUS_PLUGIN_VERSION, "node discovery over UDP, version 4");
