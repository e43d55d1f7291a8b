#include "params.hpp"

namespace plexus::jsonrpc {

void refuse(const std::string& message) {
    throw rpc::RpcError(rpc::ErrorCode::invalid_params, message);
}

void fail(const std::string& message) {
    throw rpc::RpcError(rpc::ErrorCode::server_error, message);
}

bool has_hex_prefix(std::string_view text) {
    return text.starts_with("0x") || text.starts_with("0X");
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

Params::Params(json::value params) {
    if (params.is_null()) return;
    if (!params.is_array()) refuse("non-array args");
    params_ = std::move(params.get_array());
}

const json::value* Params::present() {
    const std::size_t at = next_++;
    return at < params_.size() && !params_[at].is_null() ? &params_[at] : nullptr;
}

const json::value& Params::required() {
    const json::value* value = present();
    if (value == nullptr) {
        refuse("missing value for required argument " + std::to_string(next_ - 1));
    }
    return *value;
}

void Params::refuse_last(const std::string& why) const {
    refuse("invalid argument " + std::to_string(next_ - 1) + ": " + why);
}

Bytes Params::bytes() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("json: cannot unmarshal non-string into data");
    const std::string_view text = view(value.get_string());
    if (text.empty()) return {};
    if (!has_hex_prefix(text)) refuse_last("hex string without 0x prefix");
    if (text.size() % 2 != 0) refuse_last("hex string of odd length");
    std::optional<Bytes> bytes = from_hex(text.substr(2));
    if (!bytes) refuse_last("invalid hex string");
    return std::move(*bytes);
}

bool Params::boolean() {
    const json::value& value = required();
    if (!value.is_bool()) refuse_last("not true or false");
    return value.get_bool();
}

std::optional<bool> Params::maybe_boolean() {
    const json::value* value = present();
    if (value == nullptr) return std::nullopt;
    if (!value->is_bool()) refuse_last("not true or false");
    return value->get_bool();
}

std::string Params::text() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("not a string");
    return std::string(view(value.get_string()));
}

json::object Params::object() {
    const json::value& value = required();
    if (!value.is_object()) refuse_last("not an object");
    return value.get_object();
}

void Params::end() const {
    if (params_.size() > next_) {
        refuse("too many arguments, want at most " + std::to_string(next_));
    }
}

}  // namespace plexus::jsonrpc
