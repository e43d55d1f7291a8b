#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <memory>

#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/net/discovery.hpp>
#include <api/net/node_store.hpp>
#include <api/plugin/export.hpp>
#include <api/plugin/status_reporter.hpp>
#include <kit/handlers/exception_text.hpp>

#include <plugins/peers/dial/dialler.hpp>
#include <plugins/peers/inbound/listener.hpp>
#include <plugins/peers/pool/memory.hpp>
#include <plugins/peers/pool/pool.hpp>
#include <plugins/peers/pool/watch.hpp>

namespace {

using namespace plexus;
using namespace plexus::peers;

/// Keeps a scope until its tasks have ended.
awaitable<void> joined(std::shared_ptr<TaskScope> scope) { co_await scope->join(); }

/// The peer pool: which nodes to dial, which connections to accept, which capabilities are agreed,
/// and when a peer is disconnected.
class Peers final : public Plugin, public StatusReporter {
public:
    static constexpr std::array provides{net::PeerPool::key, StatusReporter::key};
    static constexpr std::array needs{
        one<net::Transport>,       one<net::LocalNode>,         one<net::ScoringPolicy>,
        one<chain::ChainProfile>,  one<net::NodeStore>,         all<net::Capability>,
        all<net::Discovery>,       all<net::LiveScoringPolicy>, maybe<net::MemoryBudget>,
        all<net::ConnectionGater>,
    };

    static constexpr auto options = Settable::options;

    explicit Peers(Host& host)
        : host_(host),
          log_(host.logger()),
          store_(host.get<net::NodeStore>()),
          pool_(std::make_shared<Pool>(host, configure(host))),
          names_(pool_->access(), host.logger()),
          dialler_(*pool_, host.get<net::Transport>(), store_, names_, host.runtime(),
                   host.metrics()),
          listener_(*pool_, host.get<net::Transport>(), host.runtime(), host.metrics()),
          memory_(*pool_, host.runtime(), host.data_dir() / "pool.txt"),
          watch_(*pool_, store_) {
        pool_->on_forget([this](const net::NodeId& id) {
            dialler_.forget(id);
            watch_.forget(id);
        });
        pool_->on_admitted([this](const auto& peer) { watch_.remember_soon(peer); });
        host.publish<net::PeerPool>(*pool_);
        host.publish<StatusReporter>(*this);
    }

    awaitable<void> start() override;
    awaitable<void> run() override;
    void report_status() noexcept override;

private:
    static Config configure(Host& host);
    SlotLimits slots() const;
    void begin(TaskScope& activities);
    void follow(TaskScope& activities, Lease<net::Discovery> discovery);
    awaitable<void> follow_to_its_end(Lease<net::Discovery> discovery);
    void on_discovery(TaskScope& activities, const Lease<net::Discovery>& discovery,
                      ServiceChange change);

    Host& host_;
    Logger log_;
    net::NodeStore& store_;
    std::shared_ptr<Pool> pool_;
    PeerNames names_;
    Dialler dialler_;
    Listener listener_;
    Memory memory_;
    Watch watch_;
    std::map<net::Discovery*, std::weak_ptr<TaskScope>> followed_;
};

/// The chain's own static nodes are static nodes like the operator's.
Config Peers::configure(Host& host) {
    Config config = read_config(host.settings());
    for (net::Node& node : host.get<chain::ChainProfile>().static_nodes()) {
        config.static_peers.push_back({std::move(node), ""});
    }
    return config;
}

/// A node without discovery reserves no slots for dialled peers.
SlotLimits Peers::slots() const {
    const Config& config = pool_->config();
    SlotLimits slots{config.max_peers, config.max_peers, 0, config.limits_networks};
    const bool seeks =
        config.dials && config.uses_discovery && !host_.every<net::Discovery>().empty();
    if (!seeks) return slots;
    const std::size_t share = config.max_peers / config.dial_ratio;
    slots.most_inbound -= share;
    slots.sure_dialled = std::max<std::size_t>(share, 1);
    return slots;
}

awaitable<void> Peers::start() {
    pool_->prepare_metrics();
    return memory_.load();
}

void Peers::begin(TaskScope& activities) {
    activities.spawn("peers accept", listener_.accept());
    activities.spawn("peers check", watch_.check());
    activities.spawn("peers health", watch_.health());
    activities.spawn("peers memory", memory_.keep());
    activities.spawn("peers names", names_.keep_trusted());
    activities.spawn("peers alone", dialler_.warn());
    if (!pool_->config().dials) return;
    activities.spawn("peers static", dialler_.keep());
    activities.spawn("peers remembered", dialler_.recall(memory_.anchors()));
    activities.spawn("peers feeler", dialler_.feel());
}

/// A discovery that fails finds nothing more; the pool goes on with what it has.
awaitable<void> Peers::follow_to_its_end(Lease<net::Discovery> discovery) {
    std::exception_ptr problem;
    try {
        co_await dialler_.follow(std::move(discovery));
    } catch (...) {  // logged below, or our own cancellation
        problem = std::current_exception();
    }
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (!problem || mine.cancelled() != asio::cancellation_type::none) co_return;
    PLEXUS_LOG(log_, error) << "a discovery failed" << kv("error", handlers::text_of(problem));
}

/// Dials what a discovery finds, in a scope of its own, which ends when the discovery leaves.
void Peers::follow(TaskScope& activities, Lease<net::Discovery> discovery) {
    const auto scope = std::make_shared<TaskScope>(pool_->strand());
    followed_[discovery.get()] = scope;
    scope->spawn("peers discovered", follow_to_its_end(std::move(discovery)));
    activities.spawn("peers discovery", joined(scope));
}

void Peers::on_discovery(TaskScope& activities, const Lease<net::Discovery>& discovery,
                         ServiceChange change) {
    if (change == ServiceChange::joined) {
        follow(activities, discovery);
    } else if (const auto scope = followed_[discovery.get()].lock()) {
        scope->cancel();
    }
    pool_->open(slots());
}

awaitable<void> Peers::run() {
    pool_->open(slots());
    TaskScope activities(pool_->strand());
    begin(activities);
    const Subscription capabilities = host_.watch<net::Capability>(
        [this](const Lease<net::Capability>& capability, ServiceChange change) {
            if (change == ServiceChange::leaving) pool_->shed(*capability);
        });
    Subscription policies = host_.watch<net::LiveScoringPolicy>(
        [this](const Lease<net::LiveScoringPolicy>& policy, ServiceChange change) {
            pool_->score_by(change == ServiceChange::joined ? policy : nullptr);
        });
    Subscription discoveries;
    if (pool_->config().dials && pool_->config().uses_discovery) {
        discoveries = host_.watch<net::Discovery>(
            [this, &activities](const Lease<net::Discovery>& discovery, ServiceChange change) {
                on_discovery(activities, discovery, change);
            });
    }
    std::exception_ptr ending;
    try {
        co_await activities.serve();
    } catch (...) {  // passed on below, after all peers were sent a Disconnect
        ending = std::current_exception();
    }
    discoveries.reset();
    policies.reset();
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await memory_.save();
    pool_->close();
    co_await pool_->pending().join();
    pool_->drop_policy();
    if (ending) std::rethrow_exception(ending);
}

void Peers::report_status() noexcept {
    asio::post(pool_->strand(), [pool = pool_] { peers::report_status(*pool); });
}

}  // namespace

PLEXUS_PLUGIN(Peers, "peers", PLEXUS_PLUGIN_VERSION, "connections, slots and scores of peers");
