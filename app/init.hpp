#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include <embed/option_table.hpp>

namespace plexus::app {

/// What `plexus init [FILE [CHAIN [ROLE]]]` is to write.
struct InitRequest {
    std::filesystem::path file{};  ///< that is written, and must not exist; "-": standard output
    std::string chain{};           ///< a plugin: "bsc", "ethereum" or "devnet"
    std::string role{};            ///< "peers", "relay" or "store"
};

/// Reads the words behind `init`. What they do not say is prompted for at the terminal; without a
/// terminal it is the first choice of each prompt.
/// @param words  without `init`
/// @param interactive whether `in` is a terminal
/// @errors ConfigError, one sentence: a word is not understood, or the file exists
InitRequest read_init(const std::vector<std::string>& words, bool interactive, std::istream& in,
                      std::ostream& out);

/// The plugins of a node that does this.
std::vector<std::string> plugins_of(const InitRequest& request);

/// The text of a configuration file: the plugins, and each option of theirs as a comment with its
/// default.
/// @param table  with the options of the whole plan
std::string configuration_text(const InitRequest& request, const embed::OptionTable& table);

/// Writes the file, and says what to type next.
/// @errors ConfigError: it cannot be written
void write_configuration(const InitRequest& request, const embed::OptionTable& table,
                         std::ostream& out);

}  // namespace plexus::app
