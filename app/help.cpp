#include "help.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <iomanip>
#include <map>
#include <set>

#include <api/plugin/config_error.hpp>
#include <api/plugin/option_value.hpp>
#include <api/plugin/toolchain.hpp>
#include <resolve/plan.hpp>

namespace plexus::app {
namespace {

using namespace kernel;

namespace po = boost::program_options;

constexpr unsigned columns = 100;
constexpr int command_column = 24;

std::string placeholder(OptionKind kind) {
    switch (kind) {
        case OptionKind::flag:
            return "FLAG";
        case OptionKind::number:
            return "NUMBER";
        case OptionKind::duration:
            return "TIME";
        case OptionKind::size:
            return "SIZE";
        case OptionKind::text:
            return "TEXT";
        case OptionKind::list:
            return "LIST";
    }
    return "";
}

std::string with_bounds(const OptionSpec& spec) {
    const std::string bounds = describe_bounds(spec);
    return bounds.empty() ? spec.help : spec.help + " (" + bounds + ")";
}

void print_command(std::ostream& out, const Command& command) {
    const std::string left = std::string(command.name) + ' ' + command.usage;
    out << "  " << std::left << std::setw(command_column) << left << ' ' << command.summary << '\n';
}

std::string_view word(Count count) {
    return count == Count::one ? "requires " : count == Count::maybe ? "may use  " : "collects ";
}

void print_plugin(std::ostream& out, const kernel::FoundPlugin& plugin) {
    const PluginMetadata& metadata = plugin.metadata;
    out << metadata.name << ' ' << metadata.version << "  " << metadata.summary << '\n'
        << "    file      " << plugin.file.string() << '\n'
        << "    built by  " << metadata.toolchain << '\n';
    for (const ServiceKey& key : metadata.provides) {
        out << "    provides  " << resolve::describe(key) << '\n';
    }
    for (const Need& need : metadata.needs) {
        out << "    " << word(need.count) << ' ' << resolve::describe(need.key) << '\n';
    }
    for (const Command& command : metadata.commands) {
        out << "    command   " << command.name << ' ' << command.usage << ": " << command.summary
            << '\n';
    }
    for (const OptionSpec& spec : metadata.options) {
        out << "    option    --" << metadata.name << '.' << spec.name << '=' << spec.fallback
            << "  " << with_bounds(spec) << '\n';
    }
}

}  // namespace

void print_help(std::ostream& out, const embed::OptionTable& table, Loader& loader) {
    out << "plexus [run] --plugins NAME,... [options]\n"
           "plexus COMMAND [arguments] [options]\n\nCommands:\n";
    print_command(out, {"run", "", "start a node of the listed plugins (the default)"});
    print_command(out, {"init", "[FILE [CHAIN [ROLE]]]",
                        "write a commented configuration; prompts for what is not given"});
    print_command(out, {"plugins", "[--of DIR]",
                        "list the plugins that are there, or those of the node in a data folder"});
    print_command(out, {"join", "NAME [--set O=V]", "let a plugin join the running node"});
    print_command(out, {"leave", "NAME", "let a plugin leave the running node"});
    print_command(out, {"status", "[DIR]", "sum up the running node in ten lines"});
    print_command(out, {"peers", "", "list the peers of the running node"});
    print_command(out, {"peer", "add|remove|trust|untrust|ban|unban|disconnect|forget PEER",
                        "change whom the running node connects to"});
    print_command(out, {"bans", "", "list who is banned from the running node"});
    std::set<std::string_view> told;  // several plugins may have a command of one name
    for (const PluginMetadata* plugin : loader.all()) {
        for (const Command& command : plugin->commands) {
            if (told.insert(command.name).second) print_command(out, command);
        }
    }
    std::map<std::string, po::options_description> groups;
    for (const auto& [name, spec] : table.all()) {
        const std::size_t dot = name.find('.');
        const std::string owner = dot == std::string::npos ? "" : name.substr(0, dot);
        auto& group = groups
                          .try_emplace(owner, owner.empty() ? "\nOptions" : "Options of " + owner,
                                       columns, columns / 2)
                          .first->second;
        auto* value = po::value<std::string>()->value_name(placeholder(spec.kind));
        if (!spec.fallback.empty()) value->default_value(spec.fallback);
        group.add_options()(name.c_str(), value, with_bounds(spec).c_str());
    }
    for (const auto& [owner, group] : groups) out << group << '\n';
    out << "A plugin's option may be written without the plugin's name where that is clear: "
           "--max-peers 50.\nThe same keys go into --config FILE, with [plugin] sections, and into "
           "the environment as\nPLEXUS_PEERS_MAX_PEERS. The command line counts before the "
           "environment, that before the file.\n";
    if (table.spellings().size() == table.all().size()) {
        out << "List plugins to see their options: plexus --plugins eth67,discv4,bsc --help\n";
    }
}

void print_plugins(std::ostream& out, Loader& loader) {
    for (const std::string& name : loader.names()) {
        try {
            print_plugin(out, loader.look_up(name));
        } catch (const ConfigError& error) {
            out << name << "  cannot be used\n    " << error.what() << '\n';
        }
    }
}

void print_version(std::ostream& out) {
    out << "plexus " << PLEXUS_VERSION << ", built by " << plugin_toolchain << '\n';
}

}  // namespace plexus::app
