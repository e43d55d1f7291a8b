#pragma once

#include <filesystem>
#include <memory>

#include <api/plugin/plugin.hpp>
#include <resolve/catalogue.hpp>

namespace plexus::kernel {

/// A catalogue whose plugins can be constructed.
class PluginSource : public resolve::Catalogue {
public:
    /// The file of a plugin that find() or all() has returned; empty if it is part of the process.
    virtual std::filesystem::path file_of(const PluginMetadata& plugin) const = 0;

    /// Constructs a plugin that find() or all() has returned; the first call into its code.
    /// @errors ConfigError if its code cannot be loaded; whatever the constructor throws
    virtual std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) = 0;
};

}  // namespace plexus::kernel
