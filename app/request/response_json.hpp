#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace plexus::app {

// What a response of the node holds, read without trust: a member that is missing or of another
// kind reads as nothing.

/// A text, made printable; empty if it is no text.
std::string text_of(const boost::json::value& value);

/// The text of a member.
std::string text_of(const boost::json::object& object, std::string_view member);

/// The number of a member; 0 if it is none.
double number_of(const boost::json::object& object, std::string_view member);

/// The same without its fraction.
std::int64_t whole_of(const boost::json::object& object, std::string_view member);

bool is_true(const boost::json::object& object, std::string_view member);

/// The object of a member; empty if it is none. Lives as long as `object`.
const boost::json::object& part_of(const boost::json::object& object, std::string_view member);

}  // namespace plexus::app
