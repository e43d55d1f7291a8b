#include "fields.hpp"

#include <algorithm>
#include <boost/json/value.hpp>

#include <api/plugin/config_error.hpp>

namespace plexus::devnet {

bool same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

const boost::json::value* Fields::find(std::string_view name) const {
    const boost::json::value* found = nullptr;
    for (const auto& member : object_) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (!same_name(key, name)) continue;
        // Of names that differ in case the last counts to go-ethereum; nobody means that.
        if (found != nullptr) fail(name, "there only once");
        found = &member.value();
    }
    return found == nullptr || found->is_null() ? nullptr : found;
}

void Fields::fail(std::string_view name, std::string_view expected) const {
    throw ConfigError("devnet.genesis: " + where_ + ": expected '" + std::string{name} + "' " +
                      (expected == "to be there" ? "" : "to be ") + std::string{expected});
}

std::optional<Uint256> Fields::u256(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_uint64()) return value->as_uint64();
    if (value->is_int64() && value->as_int64() >= 0) {
        return static_cast<std::uint64_t>(value->as_int64());
    }
    std::optional<Uint256> parsed;
    if (value->is_string()) {
        const boost::json::string& text = value->as_string();
        // go-ethereum reads an empty text as zero.
        parsed = text.empty() ? Uint256{} : Uint256::parse({text.data(), text.size()});
    }
    // A number that is too big for 64 bits has lost digits in the parser; as a text it keeps them.
    if (!parsed) fail(name, "a number, decimal or 0x..., in quotes if it is large");
    return parsed;
}

std::optional<std::uint64_t> Fields::number(std::string_view name) const {
    const std::optional<Uint256> value = u256(name);
    if (!value) return std::nullopt;
    const std::optional<std::uint64_t> result = value->to_u64();
    if (!result) fail(name, "a number of at most 64 bits");
    return result;
}

std::optional<std::uint64_t> Fields::plain_number(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value != nullptr && !value->is_number()) fail(name, "a number, without quotes");
    return number(name);
}

bool Fields::flag(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return false;
    if (!value->is_bool()) fail(name, "true or false");
    return value->as_bool();
}

std::optional<Bytes> Fields::bytes(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    std::optional<Bytes> decoded;
    if (value->is_string()) {
        decoded = from_hex({value->as_string().data(), value->as_string().size()});
    }
    if (!decoded) fail(name, "bytes in hexadecimal");
    return decoded;
}

std::optional<Fields> Fields::object(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    return object(name, *value);
}

Fields Fields::object(std::string_view name, const boost::json::value& value) const {
    if (!value.is_object()) fail(name, "an object");
    return Fields{value.as_object(), where_ + ": " + std::string{name}};
}

}  // namespace plexus::devnet
