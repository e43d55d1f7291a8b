#pragma once

#include <api/plugin/host.hpp>
#include <api/plugin/plugins.hpp>
#include <api/rpc/method_provider.hpp>

#include "node_methods.hpp"
#include "params.hpp"
#include "peer_methods.hpp"
#include "status.hpp"

namespace plexus::control {

/// The plugins of the node over JSON-RPC: plexus_plugins [], plexus_join [name or path, {option:
/// value}], plexus_leave [name]; plexus_status []; the node itself and its peers: see Status,
/// NodeMethods and PeerMethods.
class Methods final : public rpc::MethodProvider {
public:
    /// @param host  of the plugin: what joins and leaves later is found, or not found any more, at
    ///              each call. The plugin cannot leave by way of its own socket, which would close
    ///              before the response.
    explicit Methods(Host& host);

    std::vector<std::string> methods() const override;
    awaitable<boost::json::value> call(std::string method, boost::json::value params) override;

private:
    awaitable<void> join(OperatorParams params);
    awaitable<void> leave(OperatorParams params);

    NodeParts parts() const;

    Host& host_;
    Plugins& plugins_;
    const Clock& clock_;
    Status status_;
};

}  // namespace plexus::control
