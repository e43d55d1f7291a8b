#include <array>
#include <optional>

#include <api/plugin/export.hpp>

#include "methods.hpp"
#include "server.hpp"

namespace {

using namespace plexus;
using namespace plexus::control;

/// Lets the operator speak to the running node: JSON-RPC over a socket in its data folder.
class Control final : public Plugin {
public:
    static constexpr std::array provides{rpc::MethodProvider::key};
    static constexpr std::array needs{one<Plugins>, maybe<net::PeerPool>, all<rpc::MethodProvider>};

    explicit Control(Host& host)
        : host_(host),
          methods_(host.get<Plugins>(), host.find<net::PeerPool>(), Clock::of(host.strand()),
                   host.name()),
          server_(host) {
        host.publish<rpc::MethodProvider>(methods_);
    }

    /// A command may share its folder with a node, whose socket is not to be replaced.
    awaitable<void> start() override {
        if (host_.purpose() == Purpose::node) socket_.emplace(host_.strand(), host_.data_dir());
        co_return;
    }

    awaitable<void> run() override {
        if (socket_) co_await server_.serve(*socket_);
    }

    awaitable<void> stop() override {
        socket_.reset();
        co_return;
    }

private:
    Host& host_;
    Methods methods_;
    Server server_;
    std::optional<ControlSocket> socket_;
};

}  // namespace

PLEXUS_PLUGIN(Control, "control", PLEXUS_VERSION, "the operator's socket: plugins, peers and bans");
