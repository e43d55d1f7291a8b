#pragma once

#include <optional>

#include <api/plugin/plugins.hpp>
#include <api/rpc/method_provider.hpp>

#include "node_methods.hpp"
#include "peer_methods.hpp"
#include "status.hpp"

namespace plexus::control {

/// The plugins of the node over JSON-RPC: plexus_plugins [], plexus_join [name or path, {option:
/// value}], plexus_leave [name]; plexus_status []; the node itself and its peers: see Status,
/// NodeMethods and PeerMethods.
class Methods final : public rpc::MethodProvider {
public:
    /// @param pool      null: the node has no peers
    /// @param own_name  the plugin that these belong to: it cannot leave by way of its own socket,
    ///                  which would close before the response
    Methods(Plugins& plugins, net::PeerPool* pool, const Clock& clock, std::string own_name,
            NodeParts node)
        : plugins_(plugins),
          own_name_(std::move(own_name)),
          status_(node, pool, clock),
          node_(std::move(node)) {
        if (pool != nullptr) peers_.emplace(*pool, clock);
    }

    std::vector<std::string> methods() const override;
    awaitable<boost::json::value> call(std::string method, boost::json::value params) override;

private:
    awaitable<void> join(boost::json::array params);
    awaitable<void> leave(boost::json::array params);

    Plugins& plugins_;
    std::string own_name_;
    Status status_;
    NodeMethods node_;
    std::optional<PeerMethods> peers_;
};

}  // namespace plexus::control
