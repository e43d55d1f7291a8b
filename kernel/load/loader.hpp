#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <kernel/resolve/resolver.hpp>

namespace plexus::kernel {

/// A plugin that passed every check. Its code stays mapped for good.
struct LoadedPlugin {
    std::filesystem::path file;  ///< only its name if it has none of its own
    const PluginDescriptor* descriptor;
    PluginMetadata metadata;
};

/// Finds plugins by name in folders, or by path, and loads them; some may be there already.
class Loader final : public Catalogue {
public:
    explicit Loader(std::vector<std::filesystem::path> folders);

    /// Takes a plugin that is part of the process. It goes before a file of the same name.
    /// @errors ConfigError if it fails a check, or another has the name
    void adopt(const PluginDescriptor& descriptor);

    /// @param name  a plugin's name; or, with a '/' or ending in ".so", the path of its file
    /// @errors      ConfigError: there is none, or it fails a check
    const LoadedPlugin& load(const std::string& name);

    const PluginMetadata* find(const std::string& name) override;

    /// Of the folders' files those that can be loaded, ordered by name.
    std::vector<const PluginMetadata*> all() override;

    std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) override;

    /// The names of all files in the folders that look like plugins, in order.
    std::vector<std::string> names() const;

private:
    std::filesystem::path locate(const std::string& name) const;

    std::vector<std::filesystem::path> folders_;
    std::map<std::filesystem::path, LoadedPlugin> loaded_;  // by file; if adopted, by bare name
};

}  // namespace plexus::kernel
