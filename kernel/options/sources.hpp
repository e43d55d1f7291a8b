#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "table.hpp"

namespace plexus::kernel {

using Environment = std::map<std::string, std::string>;

/// One option as it was given somewhere.
struct GivenOption {
    std::string key;  ///< as written: full or short
    Texts texts;
    std::string origin;  ///< "--max-peers", "PLEXUS_PEERS_MAX_PEERS", "node.ini: peers.max-peers"
};

struct CommandLine {
    std::vector<GivenOption> options;
    std::vector<std::string> unknown;  ///< "--max-pears": not in the table
    std::vector<std::string> words;    ///< what is neither an option nor an option's value
};

/// @param arguments  without the program's name
/// @errors           ConfigError if an option lacks its value
CommandLine parse_command_line(const std::vector<std::string>& arguments, const OptionTable& table);

/// Every `key = value` of an ini file, known or not; `[section]` goes before its keys with a dot.
/// @errors ConfigError if the file cannot be read or a line is neither
std::vector<GivenOption> read_ini(const std::filesystem::path& file);

/// The variables that name an option of the table; by their full names only.
std::vector<GivenOption> read_environment(const Environment& environment, const OptionTable& table);

}  // namespace plexus::kernel
