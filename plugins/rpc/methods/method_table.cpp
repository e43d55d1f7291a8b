#include "method_table.hpp"

namespace plexus::rpc_server {

std::vector<std::string> MethodTable::methods() const {
    std::vector<std::string> names;
    for (const auto& [name, method] : methods_) names.push_back(name);
    return names;
}

awaitable<json::value> MethodTable::call(std::string method, json::value params) {
    Arguments arguments(std::move(params));
    co_return co_await methods_.at(method)(std::move(arguments));
}

}  // namespace plexus::rpc_server
