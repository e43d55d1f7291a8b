#include "params.hpp"

#include <api/rpc/method_provider.hpp>

namespace plexus::control {

namespace json = boost::json;

void refuse(const std::string& why) { throw rpc::RpcError(rpc::ErrorCode::invalid_params, why); }

json::array params_of(json::value given, std::size_t fewest, std::size_t most) {
    json::array params;
    if (!given.is_null() && !given.is_array()) refuse("non-array args");
    if (json::array* array = given.if_array()) params = std::move(*array);
    for (std::size_t i = 0; i < fewest; ++i) {
        if (i < params.size() && !params[i].is_null()) continue;
        refuse("missing value for required argument " + std::to_string(i));
    }
    if (params.size() > most) {
        refuse("too many arguments, want at most " + std::to_string(most));
    }
    return params;
}

std::string text_of(const json::value& value, const char* what) {
    if (!value.is_string()) refuse(std::string(what) + " must be a string");
    return std::string(value.get_string());
}

}  // namespace plexus::control
