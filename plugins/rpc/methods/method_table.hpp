#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <api/rpc/method_provider.hpp>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {

/// Methods by name. They run on the plugin's strand, wherever they are called.
///
/// @thread call() any; the rest the plugin's strand, before the first call
class MethodTable final : public rpc::MethodProvider {
public:
    using Method = std::function<awaitable<json::value>(Arguments arguments)>;

    explicit MethodTable(Executor strand) : strand_(std::move(strand)) {}

    /// @param method  called for each request with its parameters
    void add(const std::string& name, Method method) { methods_.emplace(name, std::move(method)); }

    std::vector<std::string> methods() const override;
    awaitable<json::value> call(std::string method, json::value params) override;

private:
    Executor strand_;
    std::unordered_map<std::string, Method> methods_;
};

}  // namespace plexus::rpc_server
