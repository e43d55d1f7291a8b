#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <kernel/problems.hpp>

#include "sources.hpp"

namespace plexus::kernel {

/// A checked value for every option of a table, by full name.
using OptionValues = std::map<std::string, Texts>;

/// @param sources  in order of precedence: the first that has an option decides it. Keys that the
///                 table does not know are left alone.
OptionValues decide_values(const OptionTable& table,
                           const std::vector<std::vector<GivenOption>>& sources,
                           Problems& problems);

/// What a plugin sees of the values: its own, by their names without its name.
std::unique_ptr<Settings> settings_of(const std::string& plugin,
                                      const std::vector<OptionSpec>& specs,
                                      const OptionValues& values);

}  // namespace plexus::kernel
