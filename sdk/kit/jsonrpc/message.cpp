#include "message.hpp"

#include <boost/json/parse.hpp>

namespace plexus::jsonrpc {
namespace {

using rpc::ErrorCode;
using rpc::RpcError;

/// Parameters of methods have two or three levels.
constexpr std::size_t deepest_nesting = 32;

bool is_version_2(const json::object& object) {
    const json::value* version = object.if_contains("jsonrpc");
    return version != nullptr && version->is_string() && version->get_string() == "2.0";
}

[[noreturn]] void refuse(const char* why) { throw RpcError(ErrorCode::invalid_request, why); }

}  // namespace

json::value request_message(std::uint64_t id, const std::string& method, json::value params) {
    json::object message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.is_null()) message["params"] = std::move(params);
    return message;
}

json::value parse(std::string_view text) {
    json::parse_options options;
    options.max_depth = deepest_nesting;
    json::error_code error;
    json::value message = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) throw RpcError(ErrorCode::parse_error, "that is no JSON: " + error.message());
    return message;
}

json::value read_response(const json::value& message, std::uint64_t id) {
    const json::object* object = message.if_object();
    if (object == nullptr || !is_version_2(*object)) refuse("that is no response of JSON-RPC 2.0");
    if (const json::value* error = object->if_contains("error")) {
        const json::object* fields = error->if_object();
        const json::value* code = fields != nullptr ? fields->if_contains("code") : nullptr;
        const json::value* text = fields != nullptr ? fields->if_contains("message") : nullptr;
        if (code == nullptr || !code->is_int64() || text == nullptr || !text->is_string()) {
            refuse("an error has a code and a message");
        }
        throw RpcError(static_cast<ErrorCode>(code->get_int64()), std::string(text->get_string()));
    }
    const json::value* of = object->if_contains("id");
    const bool ours = of != nullptr && of->is_number() && *of == json::value(id);
    const json::value* result = object->if_contains("result");
    if (!ours || result == nullptr) refuse("that is no response to this request");
    return *result;
}

}  // namespace plexus::jsonrpc
