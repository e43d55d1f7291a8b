#include "method_table.hpp"

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>

namespace plexus::rpc_server {

std::vector<std::string> MethodTable::methods() const {
    std::vector<std::string> names;
    for (const auto& [name, method] : methods_) names.push_back(name);
    return names;
}

awaitable<json::value> MethodTable::call(std::string method, json::value params) {
    Arguments arguments(std::move(params));
    auto calling = methods_.at(method)(std::move(arguments));
    if (runs_on(strand_)) co_return co_await std::move(calling);
    co_return co_await await_on(strand_, std::move(calling));
}

}  // namespace plexus::rpc_server
