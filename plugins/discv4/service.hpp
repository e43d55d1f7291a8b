#pragma once

#include <optional>
#include <vector>

#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/core/log.hpp>
#include <api/net/discovery.hpp>
#include <api/net/discovery_query.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>

#include <plugins/discv4/lookup/explorer.hpp>
#include <plugins/discv4/lookup/targets.hpp>
#include <plugins/discv4/requests/checker.hpp>
#include <plugins/discv4/requests/responder.hpp>

namespace plexus::discv4 {

/// Node discovery, version 4.
///
/// @thread     next(): any; everything else: the executor, which is a strand
/// @ownership  joined (run() has returned) before it is destroyed
/// @spec       devp2p discv4; EIP-8, EIP-868
class Service final : public net::Discovery, public net::Discv4Query {
public:
    /// What the service needs from its context; all of it outlives the service.
    struct Context {
        net::LocalNode& self;
        net::DatagramPort& port;
        const chain::ChainProfile& chain;
        Metrics& metrics;
        Logger logger;
        ChainFilter::HeadSource head;                ///< our end of the chain
        discovery::StoredNodes::Keeper keep{};       ///< takes steady nodes; may be empty
        discovery::StoredNodes::SeedSource seeds{};  ///< read at each refresh; may be empty
    };

    Service(const Executor& executor, const Context& around, Parameters parameters);

    /// Discovers until cancelled. Once.
    awaitable<void> run();

    /// Takes no packets any more. On the strand.
    void close() noexcept { state_.wire.close(); }

    awaitable<Result<net::Node>> next() override;

    awaitable<std::vector<net::Node>> bootnodes() override;
    awaitable<Result<net::NodeRecordPtr>> record(net::Node node) override;
    awaitable<Result<std::vector<net::Node>>> neighbors(net::Node node, unsigned part) override;

    /// What the table holds, for tests and commands.
    const Table& table() const noexcept { return state_.table; }

private:
    void spawn_all();
    awaitable<Result<net::NodeRecordPtr>> fetch_record(net::Node node);
    awaitable<Result<std::vector<net::Node>>> find_part(net::Node node, unsigned part);

    Logger log_;
    State state_;
    Requests requests_;
    DialCandidates candidates_;
    Prober prober_;
    TaskScope scope_;
    Responder responder_;
    Explorer explorer_;
    std::optional<Targets> targets_;  ///< made when it is needed first
    Checker checker_;
    std::shared_ptr<void> own_entry_;  ///< `eth`, in the record of this node
};

}  // namespace plexus::discv4
