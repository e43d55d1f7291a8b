#include "loader.hpp"

#include <algorithm>
#include <set>

#include <api/core/assert.hpp>

#include <kernel/options/value.hpp>
#include <kernel/suggestion.hpp>

#include "plugin_file.hpp"

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".so";

bool is_path(const std::string& name) {
    return name.find('/') != std::string::npos || name.ends_with(suffix);
}

class Declarations final : public Options {
public:
    void declare(OptionSpec spec) override { specs.push_back(std::move(spec)); }

    std::vector<OptionSpec> specs;
};

/// The first call into a plugin's code, and the check of what it says.
std::vector<OptionSpec> declared_options(const PluginDescriptor& descriptor, const fs::path& file) {
    Declarations declarations;
    if (descriptor.options != nullptr) descriptor.options(declarations);
    std::set<std::string> names;
    for (const OptionSpec& spec : declarations.specs) {
        const std::string where = file.string() + ": option '" + spec.name + "' ";
        if (!names.insert(spec.name).second) {
            throw ConfigError(where + "is declared twice; mend the plugin");
        }
        const std::string problem = value_problem(spec, {spec.fallback});
        if (!problem.empty()) {
            throw ConfigError(where + "has a useless default: it " + problem + "; mend the plugin");
        }
    }
    return std::move(declarations.specs);
}

PluginMetadata metadata_of(const PluginDescriptor& plugin, const fs::path& file) {
    return {.name = plugin.name,
            .version = plugin.version,
            .summary = plugin.summary,
            .toolchain = plugin.toolchain,
            .provides = {plugin.provides, plugin.provides + plugin.provides_count},
            .needs = {plugin.needs, plugin.needs + plugin.needs_count},
            .commands = {plugin.commands, plugin.commands + plugin.commands_count},
            .options = declared_options(plugin, file)};
}

}  // namespace

Loader::Loader(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

void Loader::adopt(const PluginDescriptor& descriptor) {
    check_descriptor("a plugin of this program", descriptor);
    const fs::path name = descriptor.name;
    LoadedPlugin plugin{name, &descriptor, metadata_of(descriptor, name)};
    if (!loaded_.emplace(name, std::move(plugin)).second) {
        throw ConfigError("two plugins of this program are called '" + name.string() + "'");
    }
}

const LoadedPlugin& Loader::load(const std::string& name) {
    const auto adopted = loaded_.find(name);
    if (adopted != loaded_.end() && !is_path(name)) return adopted->second;
    std::error_code ignored;  // a path that cannot be resolved fails below, with a better sentence
    const fs::path file = fs::weakly_canonical(locate(name), ignored);
    const auto known = loaded_.find(file);
    if (known != loaded_.end()) return known->second;

    const PluginDescriptor& descriptor = open_plugin_file(file);
    if (!is_path(name) && name != descriptor.name) {
        throw ConfigError(file.string() + " calls itself '" + descriptor.name +
                          "'; rename the file, or give its path");
    }
    LoadedPlugin plugin{file, &descriptor, metadata_of(descriptor, file)};
    return loaded_.emplace(file, std::move(plugin)).first->second;
}

const PluginMetadata* Loader::find(const std::string& name) { return &load(name).metadata; }

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

std::vector<std::string> Loader::names() const {
    std::set<std::string> names;
    for (const auto& [file, plugin] : loaded_) {
        if (!is_path(file)) names.insert(file);
    }
    for (const fs::path& folder : folders_) {
        std::error_code missing;  // a folder that is not there has no plugins
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing)) {
            if (entry.path().extension() == suffix) names.insert(entry.path().stem().string());
        }
    }
    return {names.begin(), names.end()};
}

std::unique_ptr<Plugin> Loader::construct(const PluginMetadata& plugin, Host& host) {
    const auto entry = std::ranges::find_if(
        loaded_, [&](const auto& loaded) { return &loaded.second.metadata == &plugin; });
    PLEXUS_ASSERT(entry != loaded_.end());
    return std::unique_ptr<Plugin>(entry->second.descriptor->create(host));
}

fs::path Loader::locate(const std::string& name) const {
    if (is_path(name)) {
        if (!fs::exists(name)) throw ConfigError("there is no plugin file " + name);
        return name;
    }
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
