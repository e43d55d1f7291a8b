#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <api/plugin/option_spec.hpp>

#include "option_table.hpp"

namespace plexus::embed {

using Environment = std::map<std::string, std::string>;

/// One option as it was given somewhere.
struct GivenOption {
    std::string key;  ///< as written: full or short
    Texts texts;
    std::string origin;  ///< "--max-peers", "PLEXUS_PEERS_MAX_PEERS", "node.ini: peers.max-peers"
};

using GivenOptions = std::vector<GivenOption>;

/// Appends an option; a repetition becomes one option with the texts of both.
void append(GivenOptions& options, GivenOption option);

/// The settings of a program: "max-peers=25".
/// @errors ConfigError if one is not of the form key=value
GivenOptions read_keys(const std::vector<std::string>& settings);

/// Every `key = value` of an ini file, known or not; `[section]` goes before its keys with a dot,
/// `#` begins a comment.
/// @errors ConfigError if the file cannot be read or a line is none of these
GivenOptions read_ini(const std::filesystem::path& file);

/// The variables that name an option of the table; by their full names only.
GivenOptions read_environment(const Environment& environment, const OptionTable& table);

/// The names of variables that begin as an option's do, but name no option of the table.
std::vector<std::string> unknown_variables(const Environment& environment,
                                           const OptionTable& table);

/// The variables of the process, as they are now.
Environment environment_variables();

}  // namespace plexus::embed
