#include "init.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <sstream>

#include <api/core/printable.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/option_value.hpp>

#include "descriptor.hpp"

namespace plexus::app {
namespace {

constexpr std::size_t longest_word = 60;
constexpr const char* standard_output = "-";

struct Choice {
    std::string_view word;
    std::string_view meaning;
    std::string_view plugins;  ///< separated by commas
};

constexpr std::array<Choice, 3> chains{{
    {"bsc", "BNB Smart Chain", "bsc"},
    {"ethereum", "Ethereum", "ethereum"},
    {"devnet", "a chain of your own, from a genesis file", "devnet"},
}};

constexpr std::array<Choice, 3> roles{{
    {"peers", "find peers and stay connected to them", ""},
    {"relay", "also pass blocks and transactions on, and serve them to programs", "relay,rpc"},
    {"store", "also download the chain, keep it, and serve it", "chainstore,sync,rpc"},
}};

/// Options that an operator looks for first; they stand at the top of their section.
constexpr std::array<std::string_view, 6> own_options{"data-dir",   "log-level",    "log-file",
                                                      "log-format", "metrics-file", "threads"};

std::string one_of(const std::array<Choice, 3>& choices) {
    std::string text;
    for (const Choice& choice : choices) {
        text += (text.empty() ? "" : ", ") + std::string(choice.word);
    }
    return text;
}

const Choice* find_choice(const std::array<Choice, 3>& choices, const std::string& word) {
    const auto* found = std::ranges::find(choices, word, &Choice::word);
    return found == choices.end() ? nullptr : found;
}

std::string prompt_for(const char* prompt, const std::string& fallback, std::istream& in,
                       std::ostream& out) {
    out << prompt << " [" << fallback << "] " << std::flush;
    std::string value;
    if (!std::getline(in, value)) throw ConfigError("plexus init: no value was given");
    return value.empty() ? fallback : value;
}

std::string prompt_choice(const char* prompt, const std::array<Choice, 3>& choices,
                          std::istream& in, std::ostream& out) {
    for (const Choice& choice : choices) {
        out << "  " << choice.word << ": " << choice.meaning << '\n';
    }
    return prompt_for(prompt, std::string(choices.front().word), in, out);
}

void require(const std::array<Choice, 3>& choices, const std::string& word, const char* what) {
    if (find_choice(choices, word) != nullptr) return;
    throw ConfigError(std::string("plexus init: the ") + what + " is one of " + one_of(choices) +
                      ", not '" + printable(word, longest_word) + "'");
}

void add_names(std::vector<std::string>& names, std::string_view list) {
    std::stringstream items{std::string(list)};
    for (std::string name; std::getline(items, name, ',');) names.push_back(name);
}

void print_option(std::ostream& out, const std::string& name, const OptionSpec& spec) {
    const std::string bounds = describe_bounds(spec);
    out << "# " << spec.help << (bounds.empty() ? "" : " (" + bounds + ")") << '\n'
        << '#' << name << " = " << spec.fallback << '\n';
}

void print_plugin_options(std::ostream& out, const embed::OptionTable& table) {
    std::string section;
    for (const auto& [name, spec] : table.all()) {
        const std::size_t dot = name.find('.');
        if (dot == std::string::npos) continue;
        const std::string owner = name.substr(0, dot);
        if (owner != section) out << "\n[" << owner << "]\n";
        section = owner;
        print_option(out, name.substr(dot + 1), spec);
    }
}

}  // namespace

InitRequest read_init(const std::vector<std::string>& words, bool interactive, std::istream& in,
                      std::ostream& out) {
    if (words.size() > 3) throw ConfigError("plexus init takes a file, a chain and a role");
    if (!words.empty() && words[0] == standard_output) interactive = false;  // prompts go there too
    InitRequest request{"plexus.ini", "bsc", "peers"};
    if (!words.empty()) {
        request.file = words[0];
    } else if (interactive) {
        request.file = prompt_for("Which file is to be written?", request.file.string(), in, out);
    }
    if (words.size() > 1) {
        request.chain = words[1];
    } else if (interactive) {
        request.chain = prompt_choice("Which chain?", chains, in, out);
    }
    require(chains, request.chain, "chain");
    if (words.size() > 2) {
        request.role = words[2];
    } else if (interactive) {
        request.role = prompt_choice("What is the node for?", roles, in, out);
    }
    require(roles, request.role, "role");
    if (request.file == standard_output) return request;
    if (std::error_code ignored; std::filesystem::exists(request.file, ignored)) {
        throw ConfigError("plexus init: " + request.file.string() +
                          " exists and is not overwritten; name another file");
    }
    return request;
}

std::vector<std::string> plugins_of(const InitRequest& request) {
    std::vector<std::string> names{"eth68", "eth69", "discv4"};
    add_names(names, find_choice(chains, request.chain)->plugins);
    add_names(names, find_choice(roles, request.role)->plugins);
    names.emplace_back("metrics");
    return names;
}

std::string configuration_text(const InitRequest& request, const embed::OptionTable& table) {
    std::ostringstream out;
    out << "# Configuration of a Plexus node; run it with: plexus --config FILE\n"
           "# What is commented out is the default. The command line and variables such as\n"
           "# PLEXUS_PEERS_MAX_PEERS count before this file.\n\n"
           "# What the node is made of: "
        << find_choice(chains, request.chain)->meaning << "; to "
        << find_choice(roles, request.role)->meaning << ".\nplugins = ";
    const std::vector<std::string> plugins = plugins_of(request);
    for (const std::string& name : plugins) out << (name == plugins.front() ? "" : ",") << name;
    out << "\n\n";
    for (const std::string_view name : own_options) {
        const auto found = table.all().find(std::string(name));
        if (found != table.all().end()) print_option(out, found->first, found->second);
    }
    print_plugin_options(out, table);
    return out.str();
}

void write_configuration(const InitRequest& request, const embed::OptionTable& table,
                         std::ostream& out) {
    const std::string text = configuration_text(request, table);
    if (request.file == standard_output) {
        out << text;
        return;
    }
    const int file = ::open(request.file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const Interrupt never;
    const bool written = file >= 0 && write_text(file, text, never) == Written::all;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!written) {
        throw ConfigError("plexus init: " + request.file.string() +
                          " cannot be written: " + std::strerror(error));
    }
    out << request.file.string() << " is written. Look through it";
    if (request.chain == "devnet") out << ", set genesis in its section [devnet]";
    out << ", then: plexus --config " << request.file.string() << '\n';
}

}  // namespace plexus::app
