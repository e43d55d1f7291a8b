#pragma once

#include <memory>
#include <set>
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
    explicit MethodIndex(Host& host) : host_(host), log_(host.logger()) {}

    /// To be called from the plugin's start() on: follows plugins that join and leave.
    void start();

    /// A method that is there.
    struct Method {
        Lease<rpc::MethodProvider> provider{};  ///< null if there is none
        Histogram* durations = nullptr;         ///< of its calls; null if it has none of its own
    };

    /// The plugin that has the method.
    Method find(const std::string& method) const;

    /// The namespaces of all methods; of one with several methods once.
    std::vector<std::string> spaces() const;

private:
    struct Entry {
        std::weak_ptr<rpc::MethodProvider> provider;  // no lease: that would keep it from leaving
        Histogram* durations = nullptr;
    };

    void fill();
    std::vector<std::string> methods_of(const rpc::MethodProvider& provider);
    Histogram* durations_of(const std::string& method);

    Host& host_;
    Logger log_;
    std::unordered_map<std::string, Entry> methods_;
    std::set<std::string> measured_;  ///< methods that have a series, also of plugins that left
    Subscription changes_;
};

}  // namespace plexus::jsonrpc
