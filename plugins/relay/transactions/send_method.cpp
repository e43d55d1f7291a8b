#include "send_method.hpp"

#include <boost/json/array.hpp>

#include <api/async/await_on.hpp>

namespace plexus::relay {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse(const std::string& why) {
    throw rpc::RpcError(rpc::ErrorCode::invalid_params, why);
}

/// The one parameter. The texts are go-ethereum's.
Bytes bytes_of(const json::value& params) {
    if (!params.is_array() && !params.is_null()) refuse("non-array args");
    const json::array* const given = params.if_array();
    if (given == nullptr || given->empty() || given->front().is_null()) {
        refuse("missing value for required argument 0");
    }
    if (given->size() > 1) refuse("too many arguments, want at most 1");
    const std::string wrong = "invalid argument 0: json: cannot unmarshal ";
    const std::string into = " into Go value of type hexutil.Bytes";
    const json::string* const text = given->front().if_string();
    if (text == nullptr) refuse(wrong + "non-string" + into);
    std::string_view digits = *text;
    if (digits.empty()) return {};
    if (!digits.starts_with("0x")) refuse(wrong + "hex string without 0x prefix" + into);
    digits.remove_prefix(2);
    if (digits.size() % 2 != 0) refuse(wrong + "hex string of odd length" + into);
    const std::optional<Bytes> bytes = from_hex(digits);
    if (!bytes) refuse(wrong + "invalid hex string" + into);
    return *bytes;
}

}  // namespace

awaitable<json::value> SendMethod::call(std::string, json::value params) {
    auto sending = transactions_.send(bytes_of(params));
    const Hash256 hash = co_await await_on(strand_, std::move(sending));
    co_return json::value("0x" + to_hex(hash));
}

}  // namespace plexus::relay
