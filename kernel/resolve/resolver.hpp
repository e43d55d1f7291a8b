#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <api/plugin/plugin.hpp>

#include <kernel/problems.hpp>

#include "plan.hpp"

namespace plexus::kernel {

/// All plugins that can be loaded, beyond the listed ones.
class Catalogue {
public:
    virtual ~Catalogue() = default;

    /// @errors ConfigError, a sentence for the operator, if there is none or it is unusable
    virtual const PluginMetadata* find(const std::string& name) = 0;

    /// Every usable one; asked only to give a hint.
    virtual std::vector<const PluginMetadata*> all() = 0;

    /// The file of a plugin that find() or all() has returned; empty if it is part of the process.
    virtual std::filesystem::path file_of(const PluginMetadata& plugin) const = 0;

    /// Constructs a plugin that find() or all() has returned; the first call into its code.
    /// @errors ConfigError if its code cannot be loaded; whatever the constructor throws
    virtual std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) = 0;
};

struct ResolverInput {
    std::vector<const PluginMetadata*> listed;
    std::map<std::string, std::string> defaults{};  ///< service name -> plugin: for open needs
    std::map<std::string, std::string>
        bindings{};  ///< service name -> plugin: chosen by the operator
};

/// The plan, or all problems.
struct Resolution {
    Plan plan;
    Problems problems;
};

/// Chooses the providers of all needs and the order of the start, before any plugin is created.
/// Needs without a listed provider are filled from the bindings, then the defaults; a listed
/// provider beats a default. The same list, in whatever order, gives the same plan.
Resolution resolve(const ResolverInput& input, Catalogue& catalogue);

}  // namespace plexus::kernel
