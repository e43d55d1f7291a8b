#include "assembly.hpp"

#include <algorithm>

#include <api/core/words.hpp>
#include <api/plugin/config_error.hpp>

#include "newcomer.hpp"
#include "node_options.hpp"

namespace plexus::embed {

namespace fs = std::filesystem;

Assembly::Assembly(Origin origin) : origin_(std::move(origin)) {
    table.add("", NodeOptions::specs());
    table.add("", origin_.more_options);
}

void Assembly::read_own(std::vector<GivenOptions> sources) {
    Problems later;  // finish() finds them again
    const OptionValues early = decide_values(table, sources, later);
    const std::string file = value_of(early, NodeOptions::config);
    if (!file.empty()) file_ = read_ini(file);
    sources.push_back(file_);
    values = decide_values(table, sources, later);

    std::vector<fs::path> folders;
    for (const std::string& folder : value_of(values, NodeOptions::plugin_dir)) {
        folders.emplace_back(folder);
    }
    folders.push_back(origin_.installation / "plugins");
    loader = std::make_shared<kernel::Loader>(std::move(folders));
    config.catalogue = loader;
    for (const PluginDescriptor* own : origin_.own_plugins) own_.push_back(&loader->adopt(*own));
}

void Assembly::check_values(std::vector<GivenOptions> sources) {
    sources.push_back(file_);
    values = decide_values(table, sources, problems);
}

void Assembly::warn_of_variables(const Environment& environment) {
    if (unknown_variables(environment, table).empty()) return;
    const OptionTable whole = installed_options();
    std::vector<std::string> names;
    for (const auto& option : table.all()) names.push_back(environment_name(option.first));
    for (const std::string& variable : unknown_variables(environment, whole)) {
        warnings.push_back("the environment variable " + variable +
                           " names no option and is ignored" + did_you_mean(variable, names));
    }
}

void Assembly::list(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        try {
            listed_.push_back(loader->find(name));
        } catch (const ConfigError& error) {
            problems.emplace_back(error.what());
        }
    }
    for (const PluginMetadata* plugin : own_) list(*plugin);
}

void Assembly::list(const PluginMetadata& plugin) {
    if (std::ranges::find(listed_, &plugin) == listed_.end()) listed_.push_back(&plugin);
}

void Assembly::resolve() {
    const resolve::ResolverInput input{listed_, defaults(), bindings(values, problems)};
    resolve::Resolution resolution = resolve::resolve(input, *loader);
    problems.insert(problems.end(), resolution.problems.begin(), resolution.problems.end());
    config.plan = std::move(resolution.plan);
    for (const resolve::PlannedPlugin& plugin : config.plan.plugins) {
        table.add(plugin.metadata->name, plugin.metadata->options);
    }
}

void Assembly::finish(std::vector<GivenOptions> sources, const Environment& environment) {
    for (const GivenOption& option : file_) {
        // One file may serve several nodes, so it may have options of plugins that do not run now.
        const bool known = !table.meanings(option.key).empty();
        if (!known && owner_elsewhere(option.key).empty()) {
            problems.push_back(option.origin + " is no option" +
                               did_you_mean(option.key, table.spellings()));
        }
    }
    check_values(std::move(sources));
    if (!problems.empty()) return;
    for (const resolve::PlannedPlugin& plugin : config.plan.plugins) {
        const std::string& name = plugin.metadata->name;
        config.settings.emplace(name, settings_of(name, plugin.metadata->options, values));
    }
    config.settings_of = [environment, file = file_](const PluginMetadata& plugin,
                                                     const PluginSettings& given) {
        return newcomer_settings(plugin, given, environment, file);
    };
    apply(values, environment, config);
}

void Assembly::refuse_unknown(const std::string& key, const std::string& prefix) {
    const std::string owner = owner_elsewhere(key);
    if (!owner.empty()) {
        problems.push_back("option " + prefix + key + " belongs to plugin '" + owner +
                           "', which is not part of this node; add it to " + prefix + "plugins");
        return;
    }
    // Not of plugins that do not run here: what the hint names would be refused too.
    std::vector<std::string> spellings;
    for (const std::string& name : table.spellings()) spellings.push_back(prefix + name);
    problems.push_back("unknown option " + prefix + key + did_you_mean(prefix + key, spellings));
}

OptionTable Assembly::installed_options() const {
    OptionTable whole = table;
    for (const PluginMetadata* plugin : loader->all()) whole.add(plugin->name, plugin->options);
    return whole;
}

std::string Assembly::owner_elsewhere(const std::string& key) const {
    for (const PluginMetadata* plugin : loader->all()) {
        OptionTable alone;
        alone.add(plugin->name, plugin->options);
        if (!alone.meanings(key).empty()) return plugin->name;
    }
    return {};
}

std::map<std::string, std::string> Assembly::defaults() const {
    fs::path file = value_of(values, NodeOptions::defaults);
    const fs::path installed = origin_.installation / "defaults.ini";
    std::error_code unreadable;
    if (file.empty() && fs::exists(installed, unreadable)) file = installed;
    std::map<std::string, std::string> defaults;
    if (file.empty()) return defaults;
    for (const GivenOption& entry : read_ini(file)) {
        defaults.emplace(entry.key, entry.texts.front());
    }
    return defaults;
}

}  // namespace plexus::embed
