#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <api/plugin/option_spec.hpp>

namespace plexus::embed {

/// All options of one node by full name: "threads" is the node's own, "peers.max-peers" a plugin's.
class OptionTable {
public:
    /// @param owner  a plugin's name; empty for the node itself
    void add(const std::string& owner, const std::vector<OptionSpec>& specs);

    const std::map<std::string, OptionSpec>& all() const noexcept { return specs_; }

    /// The full names that a key can mean: itself, or the options whose name without the plugin's
    /// it is. One is unique; several are ambiguous.
    std::vector<std::string> meanings(const std::string& key) const;

    /// Everything that may be typed: full names and short ones.
    std::vector<std::string> spellings() const;

private:
    std::map<std::string, OptionSpec> specs_;
    std::map<std::string, std::set<std::string>> short_names_;  // "max-peers" -> "peers.max-peers"
};

/// @returns "PLEXUS_PEERS_MAX_PEERS" for "peers.max-peers"
std::string environment_name(const std::string& full_name);

}  // namespace plexus::embed
