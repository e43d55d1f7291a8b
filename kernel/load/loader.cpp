#include "loader.hpp"

#include <algorithm>
#include <set>

#include <api/core/assert.hpp>
#include <api/core/printable.hpp>
#include <api/core/words.hpp>
#include <api/plugin/config_error.hpp>

#include "elf_section.hpp"

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".so";
constexpr std::size_t longest_name = 1024;   // of a plugin, or a path to one
constexpr std::size_t shown_of_a_name = 64;  // of one that is refused

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
    const fs::path found = locate(name);
    std::error_code unresolved;  // fails below, with a better sentence
    fs::path file = fs::weakly_canonical(found, unresolved);
    if (unresolved) file = found;
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
        std::error_code unreadable;  // a folder that is not there has no plugins
        auto entry = fs::directory_iterator(folder, unreadable);
        for (; !unreadable && entry != fs::directory_iterator(); entry.increment(unreadable)) {
            const fs::path& file = entry->path();
            if (file.extension() == suffix) names.insert(file.stem().string());
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
    if (name.size() > longest_name || printable(name) != name) {
        throw ConfigError("'" + printable(name, shown_of_a_name) + "' is no name of a plugin");
    }
    if (is_path(name)) return name;
    std::vector<std::string> places;
    for (const fs::path& folder : folders_) {
        const fs::path file = folder / (name + std::string(suffix));
        std::error_code absent;
        const fs::file_type type = fs::symlink_status(file, absent).type();
        // A link to nothing is there, and is refused by its own name.
        if (type != fs::file_type::not_found && type != fs::file_type::none) return file;
        places.push_back(folder.string());
    }
    throw ConfigError("unknown plugin '" + name + "': not in " + enumerate(places) +
                      did_you_mean(name, names()));
}

}  // namespace plexus::kernel
