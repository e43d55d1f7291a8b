#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <api/plugin/options.hpp>

namespace plexus::kernel {

/// What an option was given, as written: one text, for a list any number.
using Texts = std::vector<std::string>;

/// @returns why the texts are no value of that option ("must be ..."); empty if they are one
std::string value_problem(const OptionSpec& spec, const Texts& texts);

/// @returns "from 0 to 100" or "out of a and b"; empty if there are no bounds worth telling
std::string describe_bounds(const OptionSpec& spec);

/// The values behind texts that `value_problem` had nothing to say against.
bool flag_value(const Texts& texts);
std::int64_t number_value(const Texts& texts);
std::chrono::milliseconds duration_value(const Texts& texts);
std::string text_value(const Texts& texts);
Texts list_value(const Texts& texts);

}  // namespace plexus::kernel
