#include "log_filter.hpp"

#include <algorithm>
#include <stdexcept>

namespace plexus::rpc_server {
namespace {

constexpr std::size_t most_positions = 4;  // as many topics as a log may have
constexpr std::size_t most_alternatives = 1000;

/// What is wrong with a filter, whichever parameter it is.
class Wrong : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

[[noreturn]] void refuse_filter(const std::string& why) { throw Wrong(why); }

const json::value* member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

/// @returns what is wrong, or an empty text
template <std::size_t size>
std::string read_fixed(const json::value& value, const char* what, FixedBytes<size>& result) {
    const std::string_view text(value.get_string().data(), value.get_string().size());
    if (text.empty()) return "empty hex string";
    if (!text.starts_with("0x") && !text.starts_with("0X")) return "hex string without 0x prefix";
    if (text.size() % 2 != 0) return "hex string of odd length";
    const std::optional<Bytes> bytes = from_hex(text.substr(2));
    if (!bytes) return "invalid hex string";
    const auto fixed = FixedBytes<size>::from(*bytes);
    if (!fixed) {
        return "hex has invalid length " + std::to_string(bytes->size()) +
               " after decoding; expected " + std::to_string(size) + " for " + what;
    }
    result = *fixed;
    return "";
}

Address read_address(const json::value& value, const std::string& where) {
    Address address;
    const std::string wrong = read_fixed(value, "address", address);
    if (!wrong.empty()) refuse_filter("invalid address" + where + ": " + wrong);
    return address;
}

std::vector<Address> read_addresses(const json::value& value) {
    if (value.is_string()) return {read_address(value, "")};
    if (!value.is_array()) refuse_filter("invalid addresses in query");
    const json::array& list = value.get_array();
    if (list.size() > most_alternatives) {
        fail("exceed max addresses or topics per search position");
    }
    std::vector<Address> addresses;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string where = " at index " + std::to_string(i);
        if (!list[i].is_string()) refuse_filter("non-string address" + where);
        addresses.push_back(read_address(list[i], where));
    }
    return addresses;
}

Hash256 read_topic(const json::value& value) {
    if (!value.is_string()) refuse_filter("invalid topic(s)");
    Hash256 topic;
    const std::string wrong = read_fixed(value, "topic", topic);
    if (!wrong.empty()) refuse_filter(wrong);
    return topic;
}

std::vector<Hash256> read_position(const json::value& value) {
    if (value.is_null()) return {};
    if (!value.is_array()) return {read_topic(value)};
    const json::array& list = value.get_array();
    if (list.size() > most_alternatives) refuse_filter("exceed max topics");
    std::vector<Hash256> topics;
    bool any = false;
    for (const json::value& one : list) {
        if (one.is_null()) {
            any = true;  // one alternative matches everything
        } else {
            topics.push_back(read_topic(one));
        }
    }
    if (any) topics.clear();
    return topics;
}

BlockId read_end(const json::object& object, const char* name) {
    BlockId id;
    if (const json::value* value = member(object, name)) {
        const std::string wrong = read_block_number(*value, id, "block number larger than int64");
        if (!wrong.empty()) refuse_filter(wrong);
    }
    return id;
}

/// Sorts the alternatives, so that a log is looked up among thousands of them fast.
template <class Value>
std::vector<eth::BloomBits> prepare(std::vector<Value>& values) {
    std::ranges::sort(values);
    std::vector<eth::BloomBits> bits;
    for (const Value& value : values) bits.push_back(eth::bloom_bits(value));
    return bits;
}

/// @param values  in order; empty: any
template <class Value>
bool is_among(const Value& value, const std::vector<Value>& values) {
    return values.empty() || std::ranges::binary_search(values, value);
}

bool any_in(const eth::Bloom& bloom, const std::vector<eth::BloomBits>& values) {
    return values.empty() || std::ranges::any_of(values, [&bloom](const eth::BloomBits& value) {
               return eth::contains(bloom, value);
           });
}

LogFilter read(const json::object& object) {
    LogFilter filter;
    filter.from = read_end(object, "fromBlock");
    filter.to = read_end(object, "toBlock");
    if (const json::value* block = member(object, "blockHash")) {
        if (member(object, "fromBlock") != nullptr || member(object, "toBlock") != nullptr) {
            refuse_filter(
                "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
        }
        filter.block = Arguments(json::value(json::array{*block})).hash();
    }
    if (const json::value* value = member(object, "address")) {
        filter.addresses = read_addresses(*value);
    }
    if (const json::value* value = member(object, "topics")) {
        if (!value->is_array()) refuse_filter("topics must be an array");
        const json::array& positions = value->get_array();
        if (positions.size() > most_positions) refuse_filter("exceed max topics");
        for (const json::value& position : positions) {
            filter.topics.push_back(read_position(position));
        }
    }
    filter.address_bits = prepare(filter.addresses);
    for (std::vector<Hash256>& position : filter.topics) {
        filter.topic_bits.push_back(prepare(position));
    }
    return filter;
}

}  // namespace

bool LogFilter::matches(const eth::Log& log) const {
    if (!is_among(log.address, addresses) || topics.size() > log.topics.size()) return false;
    for (std::size_t i = 0; i < topics.size(); ++i) {
        if (!is_among(log.topics[i], topics[i])) return false;
    }
    return true;
}

bool LogFilter::may_match(const eth::Bloom& bloom) const {
    return any_in(bloom, address_bits) &&
           std::ranges::all_of(topic_bits,
                               [&bloom](const auto& position) { return any_in(bloom, position); });
}

LogFilter read_log_filter(const json::object& object, std::size_t parameter) {
    try {
        return read(object);
    } catch (const Wrong& wrong) {
        refuse("invalid argument " + std::to_string(parameter) + ": " + wrong.what());
    }
}

}  // namespace plexus::rpc_server
