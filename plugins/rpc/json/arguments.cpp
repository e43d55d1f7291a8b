#include "arguments.hpp"

#include <limits>

namespace plexus::rpc_server {
namespace {

using Tag = BlockId::Tag;

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool has_prefix(std::string_view text) { return text.starts_with("0x") || text.starts_with("0X"); }

/// @returns what is wrong, or an empty text
std::string read_quantity(std::string_view text, std::uint64_t& value) {
    if (text.empty()) return "empty hex string";
    if (!has_prefix(text)) return "hex string without 0x prefix";
    const std::string_view digits = text.substr(2);
    if (digits.empty()) return "hex string \"0x\"";
    if (digits.size() > 1 && digits[0] == '0') return "hex number with leading zero digits";
    if (!is_hex(digits)) return "invalid hex string";
    if (digits.size() > 16) return "hex number > 64 bits";
    value = std::stoull(std::string(digits), nullptr, 16);
    return "";
}

std::string_view view(const json::value& value) {
    const json::string& text = value.get_string();
    return {text.data(), text.size()};
}

/// @returns what is wrong, or an empty text
std::string read_hash(const json::value& value, Hash256& hash) {
    if (!value.is_string()) return "json: cannot unmarshal non-string into common.Hash";
    const std::string_view text = view(value);
    if (!text.empty() && !has_prefix(text)) return "hex string without 0x prefix";
    const std::string_view digits = text.empty() ? text : text.substr(2);
    if (digits.size() % 2 != 0) return "hex string of odd length";
    if (digits.size() != 64) {
        return "hex string has length " + std::to_string(digits.size()) +
               ", want 64 for common.Hash";
    }
    const std::optional<Hash256> read = fixed_from_hex<32>(digits);
    if (!read) return "invalid hex string";
    hash = *read;
    return "";
}

/// @returns what is wrong, or an empty text
std::string read_block_object(const json::object& object, BlockId& block) {
    const json::value* number = object.if_contains("blockNumber");
    const json::value* hash = object.if_contains("blockHash");
    if (number != nullptr && number->is_null()) number = nullptr;
    if (hash != nullptr && hash->is_null()) hash = nullptr;
    if (number != nullptr && hash != nullptr) {
        return "cannot specify both BlockHash and BlockNumber, choose one or the other";
    }
    if (number != nullptr) return read_block_number(*number, block, "blocknumber too high");
    if (hash == nullptr) return "must specify either BlockHash or BlockNumber";
    block.tag = Tag::hash;
    if (const json::value* canonical = object.if_contains("requireCanonical")) {
        if (!canonical->is_bool()) return "requireCanonical must be true or false";
        block.canonical = canonical->get_bool();
    }
    return read_hash(*hash, block.hash);
}

}  // namespace

void refuse(const std::string& message) {
    throw rpc::RpcError(rpc::ErrorCode::invalid_params, message);
}

void fail(const std::string& message) {
    throw rpc::RpcError(rpc::ErrorCode::server_error, message);
}

std::string read_block_number(const json::value& value, BlockId& block, const char* too_large) {
    if (!value.is_string()) return "hex string without 0x prefix";
    const std::string_view text = view(value);
    constexpr std::pair<std::string_view, Tag> tags[]{
        {"earliest", Tag::earliest}, {"latest", Tag::latest},       {"pending", Tag::pending},
        {"safe", Tag::safe},         {"finalized", Tag::finalized},
    };
    for (const auto& [name, tag] : tags) {
        if (text != name) continue;
        block.tag = tag;
        return "";
    }
    block.tag = Tag::number;
    std::string wrong = read_quantity(text, block.number);
    if (wrong.empty() && block.number > std::numeric_limits<std::int64_t>::max()) return too_large;
    return wrong;
}

Arguments::Arguments(json::value params) {
    if (params.is_null()) return;
    if (!params.is_array()) refuse("non-array args");
    params_ = std::move(params.get_array());
}

const json::value* Arguments::present() {
    const std::size_t at = next_++;
    return at < params_.size() && !params_[at].is_null() ? &params_[at] : nullptr;
}

const json::value& Arguments::required() {
    const json::value* value = present();
    if (value == nullptr) {
        refuse("missing value for required argument " + std::to_string(next_ - 1));
    }
    return *value;
}

void Arguments::refuse_last(const std::string& why) const {
    refuse("invalid argument " + std::to_string(next_ - 1) + ": " + why);
}

BlockId Arguments::block_number() {
    BlockId block;
    const std::string wrong =
        read_block_number(required(), block, "block number larger than int64");
    if (!wrong.empty()) refuse_last(wrong);
    return block;
}

BlockId Arguments::block_number_or_hash() {
    const json::value& value = required();
    BlockId block;
    std::string wrong;
    if (const json::object* object = value.if_object()) {
        wrong = read_block_object(*object, block);
    } else if (value.is_string() && value.get_string().size() == 66) {
        block.tag = Tag::hash;
        wrong = read_hash(value, block.hash);
    } else {
        wrong = read_block_number(value, block, "blocknumber too high");
    }
    if (!wrong.empty()) refuse_last(wrong);
    return block;
}

Hash256 Arguments::hash() {
    Hash256 hash;
    const std::string wrong = read_hash(required(), hash);
    if (!wrong.empty()) refuse_last(wrong);
    return hash;
}

std::uint64_t Arguments::index() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("json: cannot unmarshal non-string into a quantity");
    std::uint64_t number = 0;
    if (value.get_string().empty()) return number;
    const std::string wrong = read_quantity(view(value), number);
    if (!wrong.empty()) refuse_last(wrong);
    return number;
}

Bytes Arguments::bytes() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("json: cannot unmarshal non-string into data");
    const std::string_view text = view(value);
    if (text.empty()) return {};
    if (!has_prefix(text)) refuse_last("hex string without 0x prefix");
    std::optional<Bytes> bytes = from_hex(text.substr(2));
    if (!bytes) refuse_last("invalid hex string");
    return std::move(*bytes);
}

bool Arguments::boolean() {
    const json::value& value = required();
    if (!value.is_bool()) refuse_last("not true or false");
    return value.get_bool();
}

std::optional<bool> Arguments::maybe_boolean() {
    const json::value* value = present();
    if (value == nullptr) return std::nullopt;
    if (!value->is_bool()) refuse_last("not true or false");
    return value->get_bool();
}

std::string Arguments::text() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("not a string");
    return std::string(view(value));
}

json::object Arguments::object() {
    const json::value& value = required();
    if (!value.is_object()) refuse_last("not an object");
    return value.get_object();
}

void Arguments::end() const {
    if (params_.size() > next_) {
        refuse("too many arguments, want at most " + std::to_string(next_));
    }
}

}  // namespace plexus::rpc_server
