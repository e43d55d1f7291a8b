#pragma once

#include <memory>
#include <vector>

#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/core/log.hpp>
#include <api/net/discovery.hpp>
#include <api/net/discovery_query.hpp>
#include <api/net/talk.hpp>

#include <plugins/discv5/lookup/explorer.hpp>
#include <plugins/discv5/requests/responder.hpp>

namespace plexus::discv5 {

/// Node discovery, version 5.1.
///
/// @thread     next(), add_handler(), request(): any; everything else: the executor, a strand
/// @ownership  joined (run() has returned) before it is destroyed
/// @spec       devp2p discv5
class Service final : public net::Discovery, public net::Talk, public net::Discv5Query {
public:
    /// What the service needs from its context; all of it outlives the service.
    struct Context {
        net::LocalNode& self;
        net::DatagramPort& port;
        const chain::ChainProfile& chain;
        Metrics& metrics;
        Logger logger;
        discovery::ChainFilter::HeadSource head;     ///< our end of the chain
        discovery::StoredNodes::Keeper keep{};       ///< takes steady nodes; may be empty
        discovery::StoredNodes::SeedSource seeds{};  ///< read at each refresh; may be empty
    };

    Service(const Executor& executor, const Context& around, Parameters parameters);

    /// Discovers until cancelled. Once.
    awaitable<void> run();

    /// Takes no packets any more. On the strand.
    void close() noexcept { receiver_.reset(); }

    awaitable<Result<net::Node>> next() override;

    awaitable<std::vector<net::Node>> bootnodes() override;
    awaitable<Result<net::NodeRecordPtr>> record(net::Node node) override;
    awaitable<Result<std::vector<net::Node>>> neighbors(net::Node node, unsigned part) override;

    std::shared_ptr<void> add_handler(std::string protocol, Handler handler) override;
    awaitable<Result<Bytes>> request(net::Node node, std::string protocol, Bytes request) override;

    /// What the table holds, for tests and commands.
    const discovery::Table& table() const noexcept { return state_.table; }

private:
    void spawn_all();
    awaitable<Result<net::NodeRecordPtr>> fetch_record(net::Node node);
    net::DatagramReceiver receiver();

    Logger log_;
    State state_;
    Requests requests_;
    discovery::DialCandidates candidates_;
    Prober prober_;
    TalkHandlers handlers_;
    Responder responder_;
    Explorer explorer_;
    TaskScope scope_;
    std::shared_ptr<void> receiver_;
    std::shared_ptr<void> own_entry_;  ///< `eth`, in the record of this node
};

}  // namespace plexus::discv5
