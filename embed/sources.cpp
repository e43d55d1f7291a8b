#include "sources.hpp"

#include <unistd.h>

#include <fstream>
#include <set>

#include <api/plugin/config_error.hpp>

namespace plexus::embed {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// What stands between quotes, if the value is quoted as in TOML.
std::string_view unquoted(std::string_view value) {
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                        value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

struct KeyAndValue {
    std::string key;
    std::string value;
};

/// @returns no key if the text is not of the form key=value
KeyAndValue split(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {};
    return {std::string(trimmed(text.substr(0, equals))),
            std::string(trimmed(text.substr(equals + 1)))};
}

}  // namespace

void append(GivenOptions& options, GivenOption option) {
    for (GivenOption& earlier : options) {
        if (earlier.key != option.key) continue;
        earlier.texts.insert(earlier.texts.end(), option.texts.begin(), option.texts.end());
        return;
    }
    options.push_back(std::move(option));
}

GivenOptions read_keys(const std::vector<std::string>& settings) {
    GivenOptions options;
    for (const std::string& setting : settings) {
        const auto [key, value] = split(setting);
        if (key.empty()) {
            throw ConfigError("'" + setting + "' is no setting; write key=value");
        }
        append(options, {key, {value}, key});
    }
    return options;
}

GivenOptions read_ini(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream || std::filesystem::is_directory(file)) {
        throw ConfigError("cannot read " + file.string() + ": is it there, and a file?");
    }
    GivenOptions options;
    std::string section;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        const std::string_view text = trimmed(std::string_view(line).substr(0, line.find('#')));
        if (text.empty()) continue;
        if (text.starts_with('[') && text.ends_with(']')) {
            section = std::string(trimmed(text.substr(1, text.size() - 2))) + ".";
            continue;
        }
        auto [key, value] = split(text);
        if (key.empty()) {
            throw ConfigError(file.string() + ", line " + std::to_string(number) +
                              ": a line is 'key = value', '[section]' or '# comment'");
        }
        key = section + key;
        append(options, {key, {std::string(unquoted(value))}, file.string() + ": " + key});
    }
    return options;
}

GivenOptions read_environment(const Environment& environment, const OptionTable& table) {
    GivenOptions options;
    for (const auto& [name, spec] : table.all()) {
        // A flag without a plugin stands for an action, on the command line alone; and
        // PLEXUS_VERSION is a variable that many a build sets for purposes of its own.
        if (spec.kind == OptionKind::flag && name.find('.') == std::string::npos) continue;
        const std::string variable = environment_name(name);
        const auto entry = environment.find(variable);
        if (entry != environment.end()) options.push_back({name, {entry->second}, variable});
    }
    return options;
}

std::vector<std::string> unknown_variables(const Environment& environment,
                                           const OptionTable& table) {
    std::set<std::string> known;
    for (const auto& option : table.all()) known.insert(environment_name(option.first));
    std::vector<std::string> unknown;
    for (const auto& variable : environment) {
        if (variable.first.starts_with("PLEXUS_") && !known.contains(variable.first)) {
            unknown.push_back(variable.first);
        }
    }
    return unknown;
}

Environment environment_variables() {
    Environment environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos) {
            environment.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return environment;
}

}  // namespace plexus::embed
