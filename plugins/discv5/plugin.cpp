#include <optional>

#include <api/chain/head_tracker.hpp>
#include <api/net/node_store.hpp>
#include <api/plugin/export.hpp>
#include <kit/discovery/parameters.hpp>
#include <kit/discovery/stored_nodes.hpp>

#include "service.hpp"

namespace {

using namespace plexus;

/// Finds nodes by UDP, and carries small requests of other plugins.
class Discv5 final : public Plugin {
public:
    static constexpr std::array provides{net::Discovery::key, net::Talk::key,
                                         net::Discv5Query::key};
    static constexpr std::array needs{one<net::LocalNode>, one<net::DatagramPort>,
                                      one<chain::ChainProfile>, one<chain::HeadTracker>,
                                      maybe<net::NodeStore>};

    static constexpr Option<std::vector<std::string>> bootnodes{
        .name = "bootnodes",
        .help = "nodes (enr: or enode:) to begin with; empty: those of the chain; none: no one"};
    static constexpr OptionList options{bootnodes, discovery::lookup_interval,
                                        discovery::refresh_interval, discovery::netrestrict};

    explicit Discv5(Host& host);

    awaitable<void> run() override;
    awaitable<void> stop() override {
        service_->close();
        co_return;
    }

private:
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
    discv5::Parameters parameters{
        discovery::read_parameters(host.name(), host.settings(), host[bootnodes], chain)};
    parameters.explores = host.purpose() == Purpose::node;
    service_.emplace(host.strand(), around, std::move(parameters));
    host.publish<net::Discovery>(*service_);
    host.publish<net::Talk>(*service_);
    host.publish<net::Discv5Query>(*service_);
}

awaitable<void> Discv5::run() {
    TaskScope scope{strand_};
    scope.spawn("discv5 service", service_->run());
    scope.spawn("discv5 keep nodes", stored_.run());
    co_await scope.serve();
}

}  // namespace

PLEXUS_PLUGIN(Discv5, "discv5", PLEXUS_PLUGIN_VERSION, "node discovery over UDP, version 5");
