#include "params.hpp"

#include <api/rpc/method_provider.hpp>

namespace plexus::control {

namespace json = boost::json;

void refuse(const std::string& why) { throw rpc::RpcError(rpc::ErrorCode::invalid_params, why); }

json::array params_of(json::value given, std::size_t fewest, std::size_t most) {
    json::array params;
    if (json::array* array = given.if_array()) params = std::move(*array);
    if (given.is_object() || params.size() < fewest || params.size() > most) {
        refuse("params must be an array of " + std::to_string(fewest) +
               (most > fewest ? " or " + std::to_string(most) : "") + " members");
    }
    return params;
}

std::string text_of(const json::value& value, const char* what) {
    if (!value.is_string()) refuse(std::string(what) + " must be a string");
    return std::string(value.get_string());
}

}  // namespace plexus::control
