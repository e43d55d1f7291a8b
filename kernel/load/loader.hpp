#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "plugin_code.hpp"
#include "plugin_source.hpp"

namespace plexus::kernel {

/// A plugin that can be used, as far as can be known without running its code.
struct FoundPlugin {
    PluginMetadata metadata;
    std::filesystem::path file{};           ///< empty for a plugin that is part of the process
    FileIdentity identity{};                ///< of the file when it was read
    std::string text{};                     ///< the metadata as read
    const PluginDescriptor* own = nullptr;  ///< of a plugin that is part of the process
};

/// Finds plugins by name in folders, or by path; some are part of the process. Files are read, and
/// only construct() maps one and runs its code.
///
/// @ownership  keeps what it has found for good, also when the file is replaced by a new build
class Loader final : public PluginSource {
public:
    explicit Loader(std::vector<std::filesystem::path> folders);

    /// Takes a plugin that is part of the process. It goes before a file of the same name.
    /// @errors ConfigError if it fails a check, or another has the name
    const PluginMetadata& adopt(const PluginDescriptor& descriptor);

    /// @param name  a plugin's name; or, with a '/' or ending in ".so", the path of its file
    /// @errors      ConfigError: there is none, or it fails a check
    const FoundPlugin& look_up(const std::string& name);

    const PluginMetadata* find(const std::string& name) override;

    /// Of the folders' files those that can be used, ordered by name.
    std::vector<const PluginMetadata*> all() override;

    std::filesystem::path file_of(const PluginMetadata& plugin) const override;

    std::unique_ptr<Plugin> construct(const PluginMetadata& plugin, Host& host) override;

    /// The names of all files in the folders that look like plugins, in order.
    std::vector<std::string> names() const;

private:
    const FoundPlugin& entry_of(const PluginMetadata& plugin) const;
    const FoundPlugin* find_own(const std::string& name) const;
    std::filesystem::path locate(const std::string& name) const;

    std::vector<std::filesystem::path> folders_;
    std::list<FoundPlugin> found_;
};

}  // namespace plexus::kernel
