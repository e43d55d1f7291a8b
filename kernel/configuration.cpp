#include "configuration.hpp"

#include <algorithm>

#include "suggestion.hpp"

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

const Command* find_command(const PluginMetadata& plugin, std::string_view name) {
    for (const Command& command : plugin.commands) {
        if (command.name == name) return &command;
    }
    return nullptr;
}

class Configurator {
public:
    explicit Configurator(const Invocation& invocation) : invocation_(invocation) {}

    Configuration configure() && {
        try {
            configure_in_stages();
        } catch (const ConfigError& error) {
            problems().push_back(error.what());
        }
        return std::move(result_);
    }

private:
    Problems& problems() { return result_.problems; }

    void configure_in_stages() {
        read_kernel_options();
        choose_action();
        if (result_.action == Action::list_plugins) take_words();
        if (result_.action == Action::print_version || result_.action == Action::list_plugins)
            return;
        load_listed();
        if (!problems().empty()) return;
        resolve_plan();
        if (result_.action == Action::print_help || !problems().empty()) return;
        read_all_options();
    }

    /// The first reading, which knows no plugin's options yet and lets them pass.
    void read_kernel_options() {
        result_.table.add("", kernel_options());
        for (const std::string& argument : invocation_.arguments) {
            arguments_.push_back(argument == "-h" ? "--help" : argument);
        }
        line_ = parse_command_line(arguments_, result_.table);
        Problems later;  // the second reading tells them, with those of the plugins' options
        const auto variables = read_environment(invocation_.environment, result_.table);
        const OptionValues early = decide_values(result_.table, {line_.options, variables}, later);
        const std::string config = text_value(early.at("config"));
        if (!config.empty()) file_ = read_ini(config);
        result_.values = decide_values(result_.table, {line_.options, variables, file_}, later);

        std::vector<fs::path> folders;
        for (const std::string& folder : list_value(value("plugin-dir")))
            folders.emplace_back(folder);
        folders.push_back(invocation_.installation / "plugins");
        result_.loader = std::make_shared<Loader>(std::move(folders));
        for (const PluginDescriptor* own : invocation_.own_plugins) result_.loader->adopt(*own);
    }

    const Texts& value(const std::string& name) const { return result_.values.at(name); }

    bool asked_for(const std::string& name) const {
        return value_problem(result_.table.all().at(name), value(name)).empty() &&
               flag_value(value(name));
    }

    void choose_action() {
        const bool first_is_word = !arguments_.empty() && !arguments_.front().starts_with("-");
        // Behind an option that we do not know yet, a word may be that option's value.
        if (!line_.words.empty() && (first_is_word || line_.unknown.empty())) {
            verb_ = line_.words.front();
        }
        if (asked_for("version")) {
            result_.action = Action::print_version;
        } else if (asked_for("help") || verb_ == "help") {
            result_.action = Action::print_help;
        } else if (verb_ == "plugins") {
            result_.action = Action::list_plugins;
        } else if (asked_for("plan")) {
            result_.action = Action::print_plan;
        }
    }

    bool is_command() const { return !verb_.empty() && verb_ != "run" && verb_ != "help"; }

    void load_listed() {
        Problems ignored;
        // A command starts its own plugin; what a file lists for running the node is not meant.
        const OptionValues typed = decide_values(result_.table, {line_.options}, ignored);
        for (const std::string& name :
             list_value((is_command() ? typed : result_.values).at("plugins"))) {
            try {
                listed_.push_back(result_.loader->find(name));
            } catch (const ConfigError& error) {
                problems().push_back(error.what());
            }
        }
        for (const PluginDescriptor* own : invocation_.own_plugins) {
            const PluginMetadata* plugin = result_.loader->find(own->name);
            if (std::ranges::find(listed_, plugin) == listed_.end()) listed_.push_back(plugin);
        }
        if (is_command()) {
            add_command_plugin();
        } else if (listed_.empty() && problems().empty() && result_.action != Action::print_help) {
            refuse_empty_list();
        }
    }

    /// A mistyped option may be the reason why there is no list.
    void refuse_empty_list() {
        for (const std::string& option : line_.unknown) {
            if (foreign_owner(option.substr(2)).empty()) refuse_unknown(option);
        }
        if (problems().empty()) {
            throw ConfigError(
                "no plugins given: try --plugins eth68,discv4,bsc; 'plexus plugins' lists all, "
                "'plexus --help' says how to go on");
        }
    }

    void add_command_plugin() {
        std::vector<const PluginMetadata*> owners = owners_of_command(listed_);
        if (owners.empty()) owners = default_first(owners_of_command(result_.loader->all()));
        if (owners.empty()) throw unknown_command();
        if (owners.size() > 1) {
            std::vector<std::string> names;
            for (const PluginMetadata* owner : owners) names.emplace_back(owner->name);
            throw ConfigError(enumerate(names) + " have a command '" + verb_ +
                              "'; say which is meant with --plugins " + names.front());
        }
        if (std::ranges::find(listed_, owners.front()) == listed_.end()) {
            listed_.push_back(owners.front());
        }
        result_.command = CommandCall{
            owners.front()->name, verb_, {}, find_command(*owners.front(), verb_)->folder_use};
    }

    /// Of several that have a command, the one that would be loaded if nobody said otherwise.
    std::vector<const PluginMetadata*> default_first(
        std::vector<const PluginMetadata*> owners) const {
        const auto is_default = [defaults = read_defaults()](const PluginMetadata* plugin) {
            return std::ranges::any_of(
                defaults, [&](const auto& entry) { return entry.second == plugin->name; });
        };
        const auto preferred = std::ranges::find_if(owners, is_default);
        return preferred == owners.end() ? owners : std::vector{*preferred};
    }

    std::vector<const PluginMetadata*> owners_of_command(
        const std::vector<const PluginMetadata*>& plugins) const {
        std::vector<const PluginMetadata*> owners;
        std::ranges::copy_if(plugins, std::back_inserter(owners), [this](const auto* plugin) {
            return find_command(*plugin, verb_) != nullptr;
        });
        return owners;
    }

    ConfigError unknown_command() {
        if (verb_.starts_with('-')) {
            return ConfigError("unknown option " + verb_ +
                               ": options begin with two dashes; plexus --help lists all");
        }
        const std::vector<std::string> plugins = result_.loader->names();
        if (std::ranges::find(plugins, verb_) != plugins.end()) {
            std::string list;
            for (const PluginMetadata* plugin : listed_) list += plugin->name + ",";
            return ConfigError("unknown command '" + verb_ +
                               "', but there is such a plugin: --plugins " + list + verb_);
        }
        std::vector<std::string> names{"run", "plugins", "help"};
        for (const PluginMetadata* plugin : result_.loader->all()) {
            for (const Command& command : plugin->commands) names.emplace_back(command.name);
        }
        const std::string hint = did_you_mean(verb_, names);
        return ConfigError("unknown command '" + verb_ + "'" +
                           (hint.empty() ? "; plexus --help lists all" : hint));
    }

    void resolve_plan() {
        ResolverInput input{listed_, read_defaults(), bindings(result_.values, problems())};
        Resolution resolution = resolve(input, *result_.loader);
        problems().insert(problems().end(), resolution.problems.begin(), resolution.problems.end());
        result_.blueprint.plan = std::move(resolution.plan);
        result_.blueprint.catalogue = result_.loader;
        for (const PlannedPlugin& plugin : result_.blueprint.plan.plugins) {
            result_.table.add(plugin.metadata->name, plugin.metadata->options);
        }
    }

    std::map<std::string, std::string> read_defaults() const {
        fs::path file = text_value(value("defaults"));
        const fs::path installed = invocation_.installation / "defaults.ini";
        if (file.empty() && fs::exists(installed)) file = installed;
        std::map<std::string, std::string> defaults;
        if (file.empty()) return defaults;
        for (const GivenOption& entry : read_ini(file)) {
            defaults.emplace(entry.key, entry.texts.front());
        }
        return defaults;
    }

    /// The second reading, with every option of the plan in the table.
    void read_all_options() {
        line_ = parse_command_line(arguments_, result_.table);
        for (const std::string& option : line_.unknown) refuse_unknown(option);
        for (const GivenOption& option : file_) {
            const bool known = !result_.table.meanings(option.key).empty();
            if (!known && foreign_owner(option.key).empty()) {
                problems().push_back(option.origin + " is no option" +
                                     did_you_mean(option.key, result_.table.spellings()));
            }
        }
        const auto variables = read_environment(invocation_.environment, result_.table);
        result_.values =
            decide_values(result_.table, {line_.options, variables, file_}, problems());
        if (!problems().empty()) return;
        take_words();
        for (const PlannedPlugin& plugin : result_.blueprint.plan.plugins) {
            const std::string& name = plugin.metadata->name;
            result_.blueprint.settings.emplace(
                name, settings_of(name, plugin.metadata->options, result_.values));
        }
    }

    void take_words() {
        std::vector<std::string> words = line_.words;
        if (!verb_.empty()) words.erase(words.begin());
        if (result_.command) {
            result_.command->arguments = std::move(words);
        } else if (!words.empty()) {
            problems().push_back("'" + words.front() +
                                 "' is not understood: a command goes first, and options begin "
                                 "with --");
        }
    }

    void refuse_unknown(const std::string& option) {
        const std::string owner = foreign_owner(option.substr(2));
        if (!owner.empty()) {
            problems().push_back("option " + option + " belongs to plugin '" + owner +
                                 "', which is not part of this node; add it to --plugins");
            return;
        }
        std::vector<std::string> spellings;
        for (const std::string& name : result_.table.spellings()) spellings.push_back("--" + name);
        problems().push_back("unknown option " + option + did_you_mean(option, spellings));
    }

    /// The plugin outside the plan to which an option belongs. A file may hold the options of more
    /// plugins than are running now.
    std::string foreign_owner(const std::string& key) const {
        for (const PluginMetadata* plugin : result_.loader->all()) {
            OptionTable table;
            table.add(plugin->name, plugin->options);
            if (!table.meanings(key).empty()) return plugin->name;
        }
        return {};
    }

    const Invocation& invocation_;
    Configuration result_;
    std::vector<std::string> arguments_;
    CommandLine line_;
    std::vector<GivenOption> file_;
    std::string verb_;
    std::vector<const PluginMetadata*> listed_;
};

}  // namespace

Configuration configure(const Invocation& invocation) {
    return Configurator(invocation).configure();
}

}  // namespace plexus::kernel
