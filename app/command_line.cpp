#include "command_line.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <api/plugin/config_error.hpp>

namespace plexus::app {
namespace {

using embed::OptionTable;

namespace po = boost::program_options;

/// Program_options would let a flag swallow the word that follows it; so flags are taken out
/// before.
std::pair<std::string, std::string> parse_flag(const OptionTable& table, const std::string& token) {
    if (!token.starts_with("--")) return {};
    const std::size_t equals = std::min(token.find('='), token.size());
    const std::string key = token.substr(2, equals - 2);
    const std::vector<std::string> meanings = table.meanings(key);
    if (meanings.empty() || table.all().at(meanings.front()).kind != OptionKind::flag) return {};
    return {key, equals == token.size() ? "true" : token.substr(equals + 1)};
}

/// `--plugins --threads 3`. A value that does begin so is written behind an equals sign.
bool takes_an_option_for_its_value(const po::option& option) {
    const Texts& tokens = option.original_tokens;
    return tokens.size() > 1 && tokens[1].starts_with("--");
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments,
                               const OptionTable& table) {
    po::options_description known;
    for (const std::string& name : table.spellings()) {
        known.add_options()(name.c_str(), po::value<Texts>(), "");
    }
    po::positional_options_description words;
    words.add("word", -1);
    constexpr int style = po::command_line_style::allow_long |
                          po::command_line_style::long_allow_adjacent |
                          po::command_line_style::long_allow_next;
    CommandLine result;
    try {
        const po::parsed_options parsed =
            po::command_line_parser(arguments)
                .options(known)
                .positional(words)
                .style(style)
                .allow_unregistered()
                .extra_parser([&](const std::string& token) { return parse_flag(table, token); })
                .run();
        for (const po::option& option : parsed.options) {
            if (option.position_key >= 0) {
                result.words.insert(result.words.end(), option.value.begin(), option.value.end());
            } else if (option.unregistered) {
                result.unknown.push_back(option.string_key);
            } else if (takes_an_option_for_its_value(option)) {
                throw ConfigError("--" + option.string_key + " needs a value");
            } else {
                embed::append(result.options,
                              {option.string_key, option.value, "--" + option.string_key});
            }
        }
    } catch (const po::invalid_command_line_syntax& error) {
        throw ConfigError(error.get_option_name() +
                          " needs a value");  // a missing value is the only error possible here
    } catch (const po::error& error) {
        throw ConfigError(std::string("command line: ") + error.what());
    }
    return result;
}

}  // namespace plexus::app
