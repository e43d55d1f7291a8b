#include <array>
#include <optional>

#include <api/plugin/export.hpp>
#include <kit/jsonrpc/ipc_server.hpp>

#include "methods.hpp"

namespace {

using namespace plexus;
using namespace plexus::control;

/// Longer than any method takes that has a deadline of its own: the longest is plexus_join.
jsonrpc::CallLimits call_limits() {
    jsonrpc::CallLimits limits;
    limits.call = std::chrono::minutes(2);
    return limits;
}

/// Lets the operator speak to the running node: JSON-RPC over a socket in its data folder.
class Control final : public Plugin {
public:
    static constexpr std::array provides{rpc::MethodProvider::key};
    static constexpr std::array needs{one<Plugins>,
                                      maybe<net::PeerPool, When::any_time>,
                                      maybe<net::LocalNode, When::any_time>,
                                      maybe<chain::ChainProfile, When::any_time>,
                                      maybe<chain::ChainParameters, When::any_time>,
                                      maybe<chain::HeadTracker, When::any_time>,
                                      all<rpc::MethodProvider>};

    explicit Control(Host& host)
        : host_(host),
          methods_(host),
          method_index_(host),
          dispatcher_(host, method_index_, call_limits(), {}),
          server_(host, dispatcher_, jsonrpc::IpcLimits{}) {
        host.publish<rpc::MethodProvider>(methods_);
        if (is_node()) net::check_socket_path(socket_path(), remedy());
    }

    /// A command may share its folder with a node, whose socket is not to be replaced.
    awaitable<void> start() override {
        method_index_.start();
        if (is_node()) socket_.emplace(host_.strand(), socket_path(), remedy());
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
    bool is_node() const { return host_.purpose() == Purpose::node; }
    std::filesystem::path socket_path() const { return host_.data_dir() / "control.sock"; }

    static net::SocketRemedy remedy() {
        return {.shorter = "--data-dir", .other = "--control=false"};
    }

    Host& host_;
    Methods methods_;
    jsonrpc::MethodIndex method_index_;
    jsonrpc::Dispatcher dispatcher_;
    jsonrpc::IpcServer server_;
    std::optional<jsonrpc::UnixListener> socket_;
};

}  // namespace

PLEXUS_PLUGIN(Control, "control", PLEXUS_PLUGIN_VERSION,
              "the operator's socket: plugins, peers and bans");
