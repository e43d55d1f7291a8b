#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <kit/jsonrpc/immediate_provider.hpp>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {

/// Methods by name. They run on the plugin's strand, wherever they are called.
///
/// @thread call() any; the rest the plugin's strand; nothing is added after the first call
class MethodTable final : public jsonrpc::ImmediateProvider {
public:
    using Method = std::function<awaitable<json::value>(Arguments arguments)>;
    using Immediate = std::function<json::value(Arguments& arguments)>;

    explicit MethodTable(Executor strand) : strand_(std::move(strand)) {}

    /// @param method  called for each request with its parameters
    void add(const std::string& name, Method method) { methods_.emplace(name, std::move(method)); }
    /// @param method  likewise, one that waits for nothing and takes microseconds
    void add_immediate(const std::string& name, Immediate method) {
        immediate_.emplace(name, std::move(method));
    }

    std::vector<std::string> methods() const override;
    awaitable<json::value> call(std::string method, json::value params) override;
    std::optional<json::value> immediate(const std::string& method, json::value& params) override;

private:
    awaitable<json::value> serve(const std::string& method, json::value params);

    Executor strand_;
    std::unordered_map<std::string, Method> methods_;
    std::unordered_map<std::string, Immediate> immediate_;
};

}  // namespace plexus::rpc_server
