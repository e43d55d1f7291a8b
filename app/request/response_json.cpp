#include "response_json.hpp"

#include <algorithm>

#include <api/core/printable.hpp>

namespace plexus::app {

namespace json = boost::json;

std::string text_of(const json::value& value) {
    return value.is_string() ? printable(value.get_string()) : "";
}

std::string text_of(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    return value != nullptr ? text_of(*value) : "";
}

double number_of(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    boost::system::error_code error;
    const double number = value != nullptr ? value->to_number<double>(error) : 0;
    return error ? 0 : number;
}

std::int64_t whole_of(const json::object& object, std::string_view member) {
    constexpr double largest = 1ULL << 53U;  // a double has no larger one in every case
    return static_cast<std::int64_t>(std::clamp(number_of(object, member), -largest, largest));
}

bool is_true(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object& part_of(const json::object& object, std::string_view member) {
    static const json::object none;
    const json::value* value = object.if_contains(member);
    const json::object* found = value != nullptr ? value->if_object() : nullptr;
    return found != nullptr ? *found : none;
}

}  // namespace plexus::app
