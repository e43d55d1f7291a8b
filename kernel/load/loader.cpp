#include "loader.hpp"

#include <algorithm>
#include <set>

#include <api/core/assert.hpp>
#include <api/core/words.hpp>
#include <api/plugin/config_error.hpp>

#include "elf_section.hpp"

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".so";

bool is_path(const std::string& name) {
    return name.find('/') != std::string::npos || name.ends_with(suffix);
}

}  // namespace

Loader::Loader(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

const PluginMetadata& Loader::adopt(const PluginDescriptor& descriptor) {
    const std::string whose = "a plugin of this program";
    check_interface(whose, descriptor.interface);
    const std::string text(descriptor.metadata, descriptor.metadata_size);
    PluginMetadata metadata = read_metadata(whose, text);
    if (find_own(metadata.name) != nullptr) {
        throw ConfigError("two plugins of this program are called '" + metadata.name + "'");
    }
    return found_.emplace_back(FoundPlugin{.metadata = std::move(metadata), .own = &descriptor})
        .metadata;
}

const FoundPlugin& Loader::look_up(const std::string& name) {
    const FoundPlugin* const own = find_own(name);
    if (own != nullptr) return *own;
    std::error_code ignored;  // a path that cannot be resolved fails below, with a better sentence
    const fs::path file = fs::weakly_canonical(locate(name), ignored);
    const FileIdentity identity = identify(file);
    const auto known = std::ranges::find_if(found_, [&](const FoundPlugin& plugin) {
        return plugin.file == file && plugin.identity == identity;
    });
    if (known != found_.end()) return *known;

    std::string text = read_section(file, PLEXUS_PLUGIN_SECTION, metadata_limit_bytes);
    PluginMetadata metadata = read_metadata(file.string(), text);
    if (!is_path(name) && name != metadata.name) {
        throw ConfigError(file.string() + " calls itself '" + metadata.name +
                          "'; rename the file, or give its path");
    }
    return found_.emplace_back(
        FoundPlugin{std::move(metadata), file, identity, std::move(text), nullptr});
}

const PluginMetadata* Loader::find(const std::string& name) { return &look_up(name).metadata; }

std::vector<const PluginMetadata*> Loader::all() {
    std::vector<const PluginMetadata*> plugins;
    for (const std::string& name : names()) {
        try {
            plugins.push_back(find(name));
        } catch (const ConfigError&) {
            continue;  // `plexus plugins` says what is wrong with it; here it is of no use
        }
    }
    return plugins;
}

fs::path Loader::file_of(const PluginMetadata& plugin) const { return entry_of(plugin).file; }

std::unique_ptr<Plugin> Loader::construct(const PluginMetadata& plugin, Host& host) {
    const FoundPlugin& found = entry_of(plugin);
    const PluginDescriptor& descriptor =
        found.own != nullptr ? *found.own : map_plugin(found.file, found.identity, found.text);
    return std::unique_ptr<Plugin>(descriptor.create(host));
}

std::vector<std::string> Loader::names() const {
    std::set<std::string> names;
    for (const FoundPlugin& plugin : found_) {
        if (plugin.own != nullptr) names.insert(plugin.metadata.name);
    }
    for (const fs::path& folder : folders_) {
        std::error_code missing;  // a folder that is not there has no plugins
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing)) {
            if (entry.path().extension() == suffix) names.insert(entry.path().stem().string());
        }
    }
    return {names.begin(), names.end()};
}

const FoundPlugin& Loader::entry_of(const PluginMetadata& plugin) const {
    const auto found = std::ranges::find_if(
        found_, [&](const FoundPlugin& entry) { return &entry.metadata == &plugin; });
    PLEXUS_ASSERT(found != found_.end());
    return *found;
}

const FoundPlugin* Loader::find_own(const std::string& name) const {
    const auto own = std::ranges::find_if(found_, [&](const FoundPlugin& plugin) {
        return plugin.own != nullptr && plugin.metadata.name == name;
    });
    return own == found_.end() ? nullptr : &*own;
}

fs::path Loader::locate(const std::string& name) const {
    if (is_path(name)) return name;
    std::vector<std::string> places;
    for (const fs::path& folder : folders_) {
        const fs::path file = folder / (name + std::string(suffix));
        if (fs::exists(file)) return file;
        places.push_back(folder.string());
    }
    throw ConfigError("unknown plugin '" + name + "': not in " + enumerate(places) +
                      did_you_mean(name, names()));
}

}  // namespace plexus::kernel
