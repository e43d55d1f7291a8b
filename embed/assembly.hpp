#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kernel/load/loader.hpp>
#include <node/node_config.hpp>
#include <resolve/resolver.hpp>

#include "option_values.hpp"

namespace plexus::embed {

/// Where a node's plugins come from.
struct Origin {
    std::filesystem::path installation;                  ///< with plugins/ and defaults.ini
    std::vector<const PluginDescriptor*> own_plugins{};  ///< of the process, listed or not
    std::vector<OptionSpec> more_options{};              ///< of the program around the node
};

/// The way from options as they were given to a NodeConfig: read_own(), list(), resolve(),
/// finish(), in this order, as far as the caller wants to go. Each step adds what is wrong to
/// `problems`; the next one is worth taking only if there are none, since its problems would only
/// follow from them.
class Assembly {
public:
    explicit Assembly(Origin origin);

    /// Decides the options of the node itself and opens the plugin folders. Values that make no
    /// sense are left for finish(), which tells them together with those of the plugins.
    /// @param sources  in order of precedence; without the file, which --config names
    /// @errors ConfigError: the file cannot be read, or a plugin of the process is no use
    void read_own(std::vector<GivenOptions> sources);

    /// Adds the problems that read_own() has left, where finish() is not called.
    /// @param sources  as above
    void check_values(std::vector<GivenOptions> sources);

    /// Adds a warning for each variable that looks like an option's, but names no option of this
    /// node or of an installed plugin. Others may use the prefix, so it is no problem.
    void warn_of_variables(const Environment& environment);

    /// Finds the plugins of these names, and the plugins of the process.
    void list(const std::vector<std::string>& names);
    void list(const PluginMetadata& plugin);

    /// Makes the plan, and takes the options of its plugins into the table.
    void resolve();

    /// Decides every option. An option that no plugin declares is a problem.
    /// @param sources  as above, read again with the whole table
    void finish(std::vector<GivenOptions> sources, const Environment& environment);

    /// Adds the problem of an option that no plugin of this node has. The hint looks through the
    /// options of all installed plugins, whose code it does not run.
    /// @param prefix  what stands before options where it was given: "--"
    void refuse_unknown(const std::string& key, const std::string& prefix);

    /// The plugin outside the plan that has this option; empty if none has.
    std::string owner_elsewhere(const std::string& key) const;

    /// service name -> plugin that serves it if no plugin on the list does
    std::map<std::string, std::string> defaults() const;

    const std::vector<const PluginMetadata*>& listed() const noexcept { return listed_; }

    OptionTable table;
    OptionValues values;
    std::shared_ptr<kernel::Loader> loader;
    node::NodeConfig config;  ///< whole after finish()
    Problems problems;
    Problems warnings;  ///< what does not keep the node from running

private:
    /// The options of this node and of every installed plugin.
    OptionTable installed_options() const;

    Origin origin_;
    GivenOptions file_;
    std::vector<const PluginMetadata*> own_;
    std::vector<const PluginMetadata*> listed_;
};

}  // namespace plexus::embed
