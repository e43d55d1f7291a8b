#include "newcomer.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

#include <api/core/words.hpp>

#include "option_values.hpp"

namespace plexus::embed {

Settings newcomer_settings(const PluginMetadata& plugin, const PluginSettings& given,
                           const Environment& environment, const GivenOptions& file) {
    OptionTable table;
    table.add(plugin.name, plugin.options);
    Problems problems;
    GivenOptions with_it;
    for (const auto& [key, text] : given) {
        if (table.meanings(key).empty()) {
            problems.push_back("plugin '" + plugin.name + "' has no option '" + key + "'" +
                               did_you_mean(key, table.spellings()));
        }
        append(with_it, {key, {text}, "plugin '" + plugin.name + "': " + key});
    }
    GivenOptions of_file;
    std::ranges::copy_if(file, std::back_inserter(of_file), [&](const GivenOption& option) {
        return option.key.starts_with(plugin.name + ".");
    });
    const OptionValues values =
        decide_values(table, {with_it, read_environment(environment, table), of_file}, problems);
    if (!problems.empty()) throw ConfigError(boost::algorithm::join(problems, "; "));
    return settings_of(plugin.name, plugin.options, values);
}

}  // namespace plexus::embed
