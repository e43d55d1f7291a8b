#include "option_values.hpp"

#include <api/core/words.hpp>

namespace plexus::embed {
OptionValues decide_values(const OptionTable& table, const std::vector<GivenOptions>& sources,
                           Problems& problems) {
    OptionValues values;
    for (const GivenOptions& source : sources) {
        OptionValues given;
        for (const GivenOption& option : source) {
            const std::vector<std::string> meanings = table.meanings(option.key);
            if (meanings.empty()) continue;
            if (meanings.size() > 1) {
                problems.push_back(option.origin + " could mean " + enumerate(meanings) +
                                   "; write the full name");
                continue;
            }
            const std::string& name = meanings.front();
            Texts& texts = given[name];
            texts.insert(texts.end(), option.texts.begin(), option.texts.end());
            const std::string problem = value_problem(table.all().at(name), texts);
            if (!problem.empty()) problems.push_back(option.origin + " " + problem);
        }
        values.merge(given);  // what an earlier source decided stays
    }
    for (const auto& [name, spec] : table.all()) values.try_emplace(name, Texts{spec.fallback});
    return values;
}

Settings settings_of(const std::string& plugin, const std::vector<OptionSpec>& options,
                     const OptionValues& values) {
    std::map<std::string, Texts> own;
    for (const OptionSpec& spec : options) {
        own.emplace(spec.name, values.at(plugin + "." + spec.name));
    }
    return Settings(plugin, options, own);
}

}  // namespace plexus::embed
