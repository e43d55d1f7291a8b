#include "configuration.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>

#include <api/core/words.hpp>
#include <api/plugin/config_error.hpp>
#include <app/log/log_levels.hpp>
#include <embed/node_options.hpp>

#include "command_line.hpp"
#include "program_options.hpp"

namespace plexus::app {
namespace {

using embed::Assembly;
using embed::GivenOptions;
using embed::NodeOptions;
using Plugins = std::vector<const PluginMetadata*>;

constexpr std::array<std::string_view, 10> own_commands{
    "run", "init", "plugins", "join", "leave", "status", "peers", "peer", "bans", "help"};

const Command* find_command(const PluginMetadata& plugin, std::string_view name) {
    for (const Command& command : plugin.commands) {
        if (command.name == name) return &command;
    }
    return nullptr;
}

class Configurator {
public:
    explicit Configurator(const Invocation& invocation)
        : invocation_(invocation),
          result_{.assembly = Assembly({.installation = invocation.installation,
                                        .more_options = ProgramOptions::options.specs()})} {}

    Configuration configure() && {
        try {
            configure_in_stages();
        } catch (const ConfigError& error) {
            problems().emplace_back(error.what());
        }
        // Last, when the options of the listed plugins are known.
        if (assembly().loader) assembly().warn_of_variables(invocation_.environment);
        return std::move(result_);
    }

private:
    Assembly& assembly() { return result_.assembly; }
    Problems& problems() { return result_.assembly.problems; }

    void configure_in_stages() {
        for (const std::string& argument : invocation_.arguments) {
            arguments_.push_back(argument == "-h" ? "--help" : argument);
        }
        // The first reading knows no plugin's options yet, and accepts unknown ones.
        read_command_line();
        assembly().read_own(sources());
        choose_action();
        take_settings();
        if (result_.action == Action::request) return take_request();
        if (result_.action == Action::print_version) return refuse_unknown();
        if (result_.action == Action::list_plugins) return take_list();
        if (result_.action == Action::write_configuration) return take_init();
        list_plugins();
        if (!problems().empty()) return;
        assembly().resolve();
        if (result_.action == Action::print_help || !problems().empty()) return;
        read_command_line();
        refuse_unknown();
        assembly().finish(sources(), invocation_.environment);
        if (problems().empty()) check_log_channels();
        if (problems().empty()) take_words();
    }

    void refuse_unknown() {
        for (const std::string& key : line_.unknown) assembly().refuse_unknown(key, "--");
    }

    void read_command_line() { line_ = parse_command_line(arguments_, assembly().table); }

    std::vector<GivenOptions> sources() {
        return {line_.options, embed::read_environment(invocation_.environment, assembly().table)};
    }

    bool is_set(const Option<bool>& flag) {
        const Texts& texts = assembly().values.at(std::string(flag.name));
        return value_problem(spec_of(flag.declaration()), texts).empty() && flag.value(texts);
    }

    /// A level of a plugin that may join later is accepted too.
    void check_log_channels() {
        std::vector<std::string> running{"kernel", "plexus"};
        for (const resolve::PlannedPlugin& plugin : assembly().config.plan.plugins) {
            running.push_back(plugin.metadata->name);
        }
        const std::vector<std::string> installed = assembly().loader->names();
        const LogLevels levels = parse_log_levels(
            embed::value_of(assembly().values, ProgramOptions::log_level), Severity::info);
        for (const auto& [channel, level] : levels.channels) {
            if (std::ranges::find(running, channel) != running.end() ||
                std::ranges::find(installed, channel) != installed.end()) {
                continue;
            }
            problems().push_back("--log-level names '" + channel +
                                 "', but there is no such plugin" + did_you_mean(channel, running));
        }
    }

    void choose_action() {
        const bool first_is_word = !arguments_.empty() && !arguments_.front().starts_with("-");
        // Behind an option that we do not know yet, a word may be that option's value.
        if (!line_.words.empty() && (first_is_word || line_.unknown.empty())) {
            verb_ = line_.words.front();
        }
        if (is_set(ProgramOptions::version)) {
            result_.action = Action::print_version;
        } else if (is_set(ProgramOptions::help) || verb_ == "help") {
            result_.action = Action::print_help;
        } else if (verb_ == "join" || verb_ == "leave" || verb_ == "status" ||
                   is_peer_verb(verb_) ||
                   (verb_ == "plugins" && is_given(ProgramOptions::of.name))) {
            result_.action = Action::request;
        } else if (verb_ == "init") {
            result_.action = Action::write_configuration;
        } else if (verb_ == "plugins") {
            result_.action = Action::list_plugins;
        } else if (is_set(ProgramOptions::plan)) {
            result_.action = Action::print_plan;
        }
    }

    bool is_given(std::string_view option) const {
        return std::ranges::any_of(line_.options,
                                   [&](const auto& given) { return given.key == option; });
    }

    std::string of() { return embed::value_of(assembly().values, ProgramOptions::of); }

    /// A request is for a running node; the options of its plugins are not known here.
    void take_request() {
        for (const std::string& key : line_.unknown) refuse_in_request(key);
        assembly().check_values(sources());
        if (!problems().empty()) return;
        if (is_given(ProgramOptions::of.name) && of().empty()) {
            throw ConfigError("--of is empty; it takes the data folder of the running node");
        }
        NodeRequest& request = result_.request;
        node::NodeConfig node;
        embed::apply(assembly().values, invocation_.environment, node);
        request.data_dir = of().empty() ? node.data_dir : std::filesystem::path(of());
        if (verb_ == "plugins") return take_words();
        if (verb_ == "status") return take_status_request();
        if (is_peer_verb(verb_)) return take_peer_request();
        request.kind = verb_ == "join" ? NodeRequest::Kind::join : NodeRequest::Kind::leave;
        if (line_.words.size() != 2) {
            throw ConfigError(verb_ + " takes one plugin: plexus " + verb_ +
                              (verb_ == "join" ? " NAME or PATH" : " NAME"));
        }
        request.plugin = line_.words[1];
        // The node has a working directory of its own.
        const bool is_path = request.plugin.find('/') != std::string::npos;
        if (verb_ == "join" && (is_path || request.plugin.ends_with(".so"))) {
            request.plugin = std::filesystem::absolute(request.plugin).lexically_normal();
        }
    }

    void refuse_in_request(const std::string& key) {
        if (verb_ != "join") return assembly().refuse_unknown(key, "--");
        problems().push_back("unknown option --" + key +
                             "; an option of the plugin that joins is given as --set " + key +
                             "=VALUE");
    }

    /// First the options: behind a mistyped one its value looks like a word too many.
    void take_list() {
        refuse_unknown();
        if (problems().empty()) take_words();
    }

    /// The options of the plugins that the file will list.
    void take_init() {
        refuse_unknown();
        if (!problems().empty()) return;
        const std::vector<std::string> words(line_.words.begin() + 1, line_.words.end());
        result_.init = read_init(words, ::isatty(STDIN_FILENO) != 0, std::cin, std::cout);
        assembly().list(plugins_of(result_.init));
        add_control();
        if (problems().empty()) assembly().resolve();
    }

    void take_status_request() {
        result_.request.kind = NodeRequest::Kind::status;
        if (line_.words.size() > 2) {
            throw ConfigError("plexus status takes one word, the node's data folder");
        }
        if (line_.words.size() == 2) result_.request.data_dir = line_.words.back();
    }

    void take_peer_request() {
        result_.request.kind = NodeRequest::Kind::peers;
        PeerRequest& request = result_.request.peers;
        request.verb = verb_;
        request.words.assign(line_.words.begin() + 1, line_.words.end());
        request.ban_for = embed::value_of(assembly().values, ProgramOptions::ban_for);
        check(request);
    }

    /// Each --set is one setting: its value may have commas.
    void take_settings() {
        for (const embed::GivenOption& option : line_.options) {
            if (option.key != ProgramOptions::set.name) continue;
            if (verb_ != "join") throw ConfigError("--set is for plexus join alone");
            for (const std::string& text : option.texts) {
                const std::size_t equals = text.find('=');
                if (equals == std::string::npos || equals == 0) {
                    throw ConfigError("--set must be OPTION=VALUE, not '" + text + "'");
                }
                result_.request.settings.emplace_back(text.substr(0, equals),
                                                      text.substr(equals + 1));
            }
        }
    }

    /// Whether the verb is the command of a plugin.
    bool is_command() const {
        return !verb_.empty() && std::ranges::find(own_commands, verb_) == own_commands.end();
    }

    void list_plugins() {
        Problems ignored;
        // A command starts its own plugin; what a file lists for running the node is not meant.
        const embed::OptionValues typed =
            embed::decide_values(assembly().table, {line_.options}, ignored);
        assembly().list(
            embed::value_of(is_command() ? typed : assembly().values, NodeOptions::plugins));
        if (is_command()) {
            add_command_plugin();
        } else if (assembly().listed().empty() && problems().empty() &&
                   result_.action != Action::print_help) {
            refuse_empty_list();
        } else {
            add_control();
        }
    }

    /// The operator's socket, unless it is not wanted or not installed.
    void add_control() {
        const std::vector<std::string> names = assembly().loader->names();
        const bool installed = std::ranges::find(names, "control") != names.end();
        if (installed && is_set(ProgramOptions::control)) {
            assembly().list(*assembly().loader->find("control"));
        }
    }

    /// A mistyped option may be the reason why there is no list.
    void refuse_empty_list() {
        for (const std::string& key : line_.unknown) {
            if (assembly().owner_elsewhere(key).empty()) assembly().refuse_unknown(key, "--");
        }
        if (problems().empty()) {
            throw ConfigError(
                "no plugins given: 'plexus init' writes a configuration, and 'plexus --plugins "
                "eth68,discv4,bsc' runs a node of BSC; 'plexus plugins' lists all, 'plexus --help' "
                "says how to go on");
        }
    }

    void add_command_plugin() {
        Plugins owners = owners_of_command(assembly().listed());
        if (owners.empty()) owners = default_first(owners_of_command(assembly().loader->all()));
        if (owners.empty()) throw unknown_command();
        if (owners.size() > 1) {
            std::vector<std::string> names;
            for (const PluginMetadata* owner : owners) names.push_back(owner->name);
            throw ConfigError(enumerate(names) + " have a command '" + verb_ +
                              "'; say which is meant with --plugins " + names.front());
        }
        const PluginMetadata& owner = *owners.front();
        assembly().list(owner);
        result_.command =
            kernel::CommandCall{owner.name, verb_, {}, find_command(owner, verb_)->folder_use};
    }

    /// Of several plugins with the command, the one that the table of defaults would choose comes
    /// first.
    Plugins default_first(Plugins owners) {
        const auto is_default = [defaults = assembly().defaults()](const PluginMetadata* plugin) {
            return std::ranges::any_of(
                defaults, [&](const auto& entry) { return entry.second == plugin->name; });
        };
        const auto preferred = std::ranges::find_if(owners, is_default);
        return preferred == owners.end() ? owners : Plugins{*preferred};
    }

    Plugins owners_of_command(const Plugins& plugins) const {
        Plugins owners;
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
        const std::vector<std::string> plugins = assembly().loader->names();
        if (std::ranges::find(plugins, verb_) != plugins.end()) {
            std::string list;
            for (const PluginMetadata* plugin : assembly().listed()) list += plugin->name + ",";
            return ConfigError("unknown command '" + verb_ +
                               "', but there is such a plugin: --plugins " + list + verb_);
        }
        std::vector<std::string> names(own_commands.begin(), own_commands.end());
        for (const PluginMetadata* plugin : assembly().loader->all()) {
            for (const Command& command : plugin->commands) names.emplace_back(command.name);
        }
        const std::string hint = did_you_mean(verb_, names);
        return ConfigError("unknown command '" + verb_ + "'" +
                           (hint.empty() ? "; plexus --help lists all" : hint));
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

    const Invocation& invocation_;
    Configuration result_;
    std::vector<std::string> arguments_;
    CommandLine line_;
    std::string verb_;
};

}  // namespace

Configuration configure(const Invocation& invocation) {
    return Configurator(invocation).configure();
}

}  // namespace plexus::app
