#include <api/async/blocking.hpp>
#include <api/async/clock.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/export.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/random.hpp>

#include <plugins/stream/delivery/worker.hpp>
#include <plugins/stream/gather/handlers.hpp>
#include <plugins/stream/sinks/make_sink.hpp>

#include "settings.hpp"

namespace plexus::stream {
namespace {

/// How long the sinks may take for what is left when the node stops.
constexpr auto stop_limit = 3s;

IdentityPtr identity_of(Host& host) {
    Identity identity;
    identity.network = host.get<chain::ChainProfile>().network_id();
    identity.node = crypto::keccak256(host.get<net::LocalNode>().id());
    identity.node_name = node_name_of(host[node_name_option]);
    identity.boot = crypto::random_u64();
    return std::make_shared<const Identity>(std::move(identity));
}

/// Streams what peers send to files, sockets and message buses.
class Stream final : public Plugin {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key,
                                         eth::FinalityVoteObserver::key};
    static constexpr std::array needs{one<net::PeerPool>, one<chain::ChainProfile>,
                                      one<net::LocalNode>};
    static constexpr auto options = all_options;

    explicit Stream(Host& host)
        : host_(host),
          peers_(host.get<net::PeerPool>()),
          identity_(identity_of(host)),
          collector_(identity_, bodies_of(host[bodies_option]),
                     [this](const BatchPtr& batch) { deliver(batch); }),
          handlers_(collector_, kinds_of(host[kinds_option]), host.metrics()) {
        if (host.purpose() == Purpose::node) check_sinks(host);
        host.publish<eth::BlockHandler>(handlers_);
        host.publish<eth::TxHandler>(handlers_);
        host.publish<eth::FinalityVoteObserver>(handlers_);
    }

    awaitable<void> start() override {
        if (host_.purpose() == Purpose::command) co_return;
        for (const std::string& name : host_[sinks_option]) add_sink(name);
        for (const auto& worker : workers_) worker->start();
    }

    awaitable<void> run() override {
        const Clock& clock = Clock::of(host_.strand());
        const net::Subscription subscription =
            peers_.on_event([this, &clock](const net::PeerPoolEvent& event) {
                handlers_.on_pool_event(event, clock.wall());
            });
        // Those that were there before a plugin that joined a running node.
        for (const net::PeerPtr& peer : peers_.peers()) handlers_.on_joined(*peer, clock.wall());
        while (true) {
            co_await sleep_for(host_[interval_option]);
            collector_.flush();
        }
    }

    awaitable<void> stop() override {
        // The pool ends their sessions when this plugin is gone.
        const WallTime now = Clock::of(host_.strand()).wall();
        for (const net::PeerPtr& peer : peers_.peers()) {
            const net::PeerLeft left{peer, net::Reason::client_quitting, net::Side::ours, {}};
            handlers_.on_pool_event(left, now);
        }
        collector_.flush();
        auto end = [this] {
            for (const auto& worker : workers_) worker->stop(stop_limit);
        };
        co_await on_blocking(host_.runtime(), std::move(end));
    }

private:
    void add_sink(const std::string& name) {
        WorkerSettings settings;
        settings.name = name;
        settings.memory_bytes = host_[memory_option].bytes;
        settings.spool_bytes = host_[spool_size_option].bytes;
        const std::string spool = host_[spool_option];
        if (!spool.empty() && is_spooled(name)) {
            settings.spool = std::filesystem::path(spool) / name;
        }
        workers_.push_back(std::make_unique<Worker>(make_sink(name, host_, *identity_),
                                                    std::move(settings), host_.metrics(),
                                                    host_.logger()));
    }

    void deliver(const BatchPtr& batch) {
        for (const auto& worker : workers_) worker->put(batch);
    }

    Host& host_;
    net::PeerPool& peers_;
    IdentityPtr identity_;
    Collector collector_;
    Handlers handlers_;
    std::vector<std::unique_ptr<Worker>> workers_;  // does not change between start() and stop()
};

}  // namespace
}  // namespace plexus::stream

PLEXUS_PLUGIN(plexus::stream::Stream, "stream", PLEXUS_PLUGIN_VERSION,
              "streams what peers send to files, sockets and message buses");
