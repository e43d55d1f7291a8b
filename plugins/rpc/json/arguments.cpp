#include "arguments.hpp"

#include <boost/json/serialize.hpp>
#include <limits>

#include <api/core/uint256.hpp>

namespace plexus::rpc_server {
namespace {

using Tag = BlockId::Tag;

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// @returns what is wrong, or an empty text
std::string read_quantity(std::string_view text, std::uint64_t& value) {
    if (text.empty()) return "empty hex string";
    if (!jsonrpc::has_hex_prefix(text)) return "hex string without 0x prefix";
    const std::string_view digits = text.substr(2);
    if (digits.empty()) return "hex string \"0x\"";
    if (digits.size() > 1 && digits[0] == '0') return "hex number with leading zero digits";
    if (!is_hex(digits)) return "invalid hex string";
    if (digits.size() > 16) return "hex number > 64 bits";
    value = std::stoull(std::string(digits), nullptr, 16);
    return "";
}

/// @param name  of the type, as go-ethereum calls it
/// @returns what is wrong, or an empty text
template <std::size_t size>
std::string read_fixed(const json::value& value, FixedBytes<size>& result, const char* name) {
    if (!value.is_string()) return std::string("json: cannot unmarshal non-string into ") + name;
    const std::string_view text = jsonrpc::view(value.get_string());
    if (!text.empty() && !jsonrpc::has_hex_prefix(text)) return "hex string without 0x prefix";
    const std::string_view digits = text.empty() ? text : text.substr(2);
    if (digits.size() % 2 != 0) return "hex string of odd length";
    if (digits.size() != 2 * size) {
        return "hex string has length " + std::to_string(digits.size()) + ", want " +
               std::to_string(2 * size) + " for " + name;
    }
    const std::optional<FixedBytes<size>> read = fixed_from_hex<size>(digits);
    if (!read) return "invalid hex string";
    result = *read;
    return "";
}

std::string read_hash(const json::value& value, Hash256& hash) {
    return read_fixed(value, hash, "common.Hash");
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

std::string read_block_number(const json::value& value, BlockId& block, const char* too_large) {
    if (!value.is_string()) return "hex string without 0x prefix";
    const std::string_view text = jsonrpc::view(value.get_string());
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

Address Arguments::address() {
    Address address;
    const std::string wrong = read_fixed(required(), address, "common.Address");
    if (!wrong.empty()) refuse_last(wrong);
    return address;
}

std::uint64_t Arguments::index() {
    const json::value& value = required();
    if (!value.is_string()) refuse_last("json: cannot unmarshal non-string into a quantity");
    std::uint64_t number = 0;
    if (value.get_string().empty()) return number;
    const std::string wrong = read_quantity(jsonrpc::view(value.get_string()), number);
    if (!wrong.empty()) refuse_last(wrong);
    return number;
}

std::uint64_t Arguments::count() {
    const json::value& value = required();
    const std::string text =
        value.is_string() ? std::string(jsonrpc::view(value.get_string())) : json::serialize(value);
    const std::optional<Uint256> number =
        text.empty() ? std::optional<Uint256>(Uint256{}) : Uint256::parse(text);
    const std::optional<std::uint64_t> count = number ? number->to_u64() : std::nullopt;
    if (!count) refuse_last("invalid hex or decimal integer \"" + text.substr(0, 32) + "\"");
    return *count;
}

std::int64_t Arguments::integer() {
    const json::value& value = required();
    if (value.is_int64()) return value.get_int64();
    refuse_last("json: cannot unmarshal a value that is no integer of 64 bits");
}

std::vector<double> Arguments::decimals() {
    const json::value& list = required();
    if (!list.is_array()) refuse_last("json: cannot unmarshal non-array into a list of numbers");
    std::vector<double> numbers;
    for (const json::value& value : list.get_array()) {
        if (!value.is_number()) refuse_last("json: cannot unmarshal non-number into a number");
        numbers.push_back(value.to_number<double>());
    }
    return numbers;
}

}  // namespace plexus::rpc_server
