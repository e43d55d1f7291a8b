#pragma once

#include <map>
#include <string>
#include <vector>

#include <api/plugin/settings.hpp>

#include <resolve/problems.hpp>

#include "sources.hpp"

namespace plexus::embed {

using resolve::Problems;

/// What every option of a table was given, by full name.
using OptionValues = std::map<std::string, Texts>;

/// @param sources  in order of precedence: the first that has an option decides it. Keys that the
///                 table does not know are left alone.
/// @param problems gets a sentence for each value that its option does not take
OptionValues decide_values(const OptionTable& table, const std::vector<GivenOptions>& sources,
                           Problems& problems);

/// The value of an option of the node itself.
/// @pre it is in the table, and no problem was found with it
template <class T>
T value_of(const OptionValues& values, const Option<T>& option) {
    return option.value(values.at(std::string(option.name)));
}

/// What a plugin sees of the values: its own, by their names without its name.
/// @errors ConfigError if a value has a problem
Settings settings_of(const std::string& plugin, const std::vector<OptionSpec>& options,
                     const OptionValues& values);

}  // namespace plexus::embed
