#include "method_table.hpp"

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>

namespace plexus::rpc_server {

std::vector<std::string> MethodTable::methods() const {
    std::vector<std::string> names;
    for (const auto& [name, method] : methods_) names.push_back(name);
    for (const auto& [name, method] : immediate_) names.push_back(name);
    return names;
}

std::optional<json::value> MethodTable::immediate(const std::string& method, json::value& params) {
    const auto found = immediate_.find(method);
    if (found == immediate_.end()) return std::nullopt;
    Arguments arguments(std::move(params));
    json::value result = found->second(arguments);
    arguments.end();
    return result;
}

awaitable<json::value> MethodTable::call(std::string method, json::value params) {
    auto serving = serve(method, std::move(params));
    if (runs_on(strand_)) co_return co_await std::move(serving);
    co_return co_await await_on(strand_, std::move(serving));
}

awaitable<json::value> MethodTable::serve(const std::string& method, json::value params) {
    std::optional<json::value> at_once = immediate(method, params);
    if (at_once) co_return std::move(*at_once);
    Arguments arguments(std::move(params));
    auto calling = methods_.at(method)(std::move(arguments));
    co_return co_await std::move(calling);
}

}  // namespace plexus::rpc_server
