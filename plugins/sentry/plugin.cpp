#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>

#include "core.hpp"
#include "dialler.hpp"
#include "service.hpp"

namespace plexus::sentry {
namespace {

using namespace std::chrono_literals;

/// How long to wait for the eth session of a new peer; its handshake has shorter limits itself.
constexpr auto session_limit = 30s;

/// Erigon's network layer: serves its sentry interface.
class Sentry final : public Plugin {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key,
                                         chain::ChainReader::key, eth::TransactionSource::key};
    static constexpr std::array needs{one<net::PeerPool>, one<chain::ChainProfile>,
                                      one<chain::HeadTracker>, one<net::LocalNode>};

    static constexpr Option<std::string> listen{
        .name = "listen",
        .fallback = "127.0.0.1:9091",
        .help = "address for Erigon; whoever reaches it controls the peers; empty: none"};
    static constexpr Option<std::vector<std::string>> dial{
        .name = "dial", .help = "host:port of clients to connect to, such as plexus-sentry-hub"};
    static constexpr Option<ByteSize> queue{
        .name = "queue",
        .fallback = 64_MiB,
        .minimum = 1_MiB,
        .maximum = 4_GiB,
        .help = "gossip that waits for one stream of a client; the oldest goes"};
    static constexpr OptionList options{listen, dial, queue};

    explicit Sentry(Host& host)
        : host_(host),
          log_(host.logger()),
          peers_(host.get<net::PeerPool>()),
          core_(host, host[queue].bytes),
          dialler_(host.logger(), [this](int descriptor) { server_->adopt(descriptor); }) {
        if (host[listen].empty() && host[dial].empty()) {
            throw ConfigError("sentry.listen and sentry.dial are empty: no client could come");
        }
        for (const std::string& address : host[dial]) check(address);
        host.publish<eth::BlockHandler>(core_);
        host.publish<eth::TxHandler>(core_);
        host.publish<chain::ChainReader>(core_.client_chain());
        host.publish<eth::TransactionSource>(core_.client_chain());
    }

    awaitable<void> start() override {
        if (host_.purpose() == Purpose::command) co_return;
        const std::string address = host_[listen];
        server_ = std::make_unique<Server>(core_, host_.strand(), address);
        PLEXUS_LOG(log_, info) << "waiting for a client's status" << kv("address", address);
    }

    awaitable<void> run() override {
        const net::Subscription subscription =
            peers_.on_event([this](const net::PeerPoolEvent& event) {
                if (const auto* joined = std::get_if<net::PeerJoined>(&event)) {
                    core_.tasks().spawn("sentry peer", join(joined->peer));
                } else if (const auto* left = std::get_if<net::PeerLeft>(&event)) {
                    core_.tasks().spawn("sentry peer left", leave(left->peer->node().id));
                }
            });
        for (const net::PeerPtr& peer : peers_.peers()) {
            core_.tasks().spawn("sentry peer", join(peer));
        }
        for (const std::string& address : host_[dial]) {
            core_.tasks().spawn("sentry dial", dialler_.keep(address));
        }
        co_await core_.tasks().serve();
    }

    awaitable<void> stop() override {
        core_.close();
        auto end = [this] {
            if (server_ != nullptr) server_->stop();
        };
        co_await on_blocking(host_.runtime(), std::move(end));
    }

private:
    static void check(const std::string& address) {
        const std::size_t colon = address.rfind(':');
        if (colon == 0 || colon == std::string::npos || colon + 1 == address.size()) {
            throw ConfigError("sentry.dial: '" + address + "' is not host:port");
        }
    }

    awaitable<void> join(net::PeerPtr peer) {
        auto waiting = peer->when<eth::Remote>(session_limit);
        const auto remote = co_await await_on(peer->strand(), std::move(waiting));
        if (remote) core_.joined(peer, *remote);
    }

    awaitable<void> leave(net::NodeId peer) {
        core_.left(peer);
        co_return;
    }

    Host& host_;
    Logger log_;
    net::PeerPool& peers_;
    Core core_;
    Dialler dialler_;
    std::unique_ptr<Server> server_;
};

}  // namespace
}  // namespace plexus::sentry

PLEXUS_PLUGIN(plexus::sentry::Sentry, "sentry", PLEXUS_PLUGIN_VERSION,
              "Erigon's network layer, by its sentry interface");
