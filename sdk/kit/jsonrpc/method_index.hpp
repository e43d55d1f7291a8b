#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <api/plugin/host.hpp>
#include <api/rpc/method_provider.hpp>

namespace plexus::jsonrpc {

/// What stands before the '_' of a method's name; empty if there is none.
std::string_view space_of(std::string_view method);

/// The methods that the plugins of the node provide, by name. Of two with one name the first
/// plugin's counts.
///
/// @thread the plugin's strand
class MethodIndex {
public:
    /// @param host  of a plugin that needs all<rpc::MethodProvider>
    explicit MethodIndex(Host& host) : host_(host) {}

    /// To be called from the plugin's start() on: follows plugins that join and leave.
    void start();

    /// The plugin that has the method, or null.
    Lease<rpc::MethodProvider> find(const std::string& method) const;

    /// The namespaces of all methods; of one with several methods once.
    std::vector<std::string> spaces() const;

private:
    void fill();

    Host& host_;
    // Not leases: those would keep plugins from leaving.
    std::unordered_map<std::string, std::weak_ptr<rpc::MethodProvider>> methods_;
    Subscription changes_;
};

}  // namespace plexus::jsonrpc
