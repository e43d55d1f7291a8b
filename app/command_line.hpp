#pragma once

#include <string>
#include <vector>

#include <embed/sources.hpp>

namespace plexus::app {

struct CommandLine {
    embed::GivenOptions options;
    std::vector<std::string> unknown;  ///< "max-pears": not in the table
    std::vector<std::string> words;    ///< what is neither an option nor an option's value
};

/// @param arguments  without the program's name
/// @errors           ConfigError if an option lacks its value
CommandLine parse_command_line(const std::vector<std::string>& arguments,
                               const embed::OptionTable& table);

}  // namespace plexus::app
