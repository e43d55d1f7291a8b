#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <api/rpc/method_provider.hpp>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {

/// Methods by name.
///
/// @thread any
class MethodTable final : public rpc::MethodProvider {
public:
    using Method = std::function<awaitable<json::value>(Arguments arguments)>;

    /// @param method  called for each request with its parameters
    void add(const std::string& name, Method method) { methods_.emplace(name, std::move(method)); }

    std::vector<std::string> methods() const override;
    awaitable<json::value> call(std::string method, json::value params) override;

private:
    std::map<std::string, Method> methods_;
};

}  // namespace plexus::rpc_server
