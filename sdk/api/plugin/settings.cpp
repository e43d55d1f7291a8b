#include "settings.hpp"

namespace plexus::inline v1 {

Settings::Settings(std::string owner, const std::vector<OptionSpec>& options,
                   const std::map<std::string, Texts>& values)
    : owner_(std::move(owner)) {
    const std::string prefix = owner_.empty() ? "" : owner_ + ".";
    for (const OptionSpec& spec : options) {
        const auto given = values.find(spec.name);
        const Texts texts = given == values.end() ? Texts{spec.fallback} : given->second;
        const std::string problem = value_problem(spec, texts);
        if (!problem.empty()) throw ConfigError(prefix + spec.name + " " + problem);
        entries_.emplace(spec.name, Entry{spec.kind, texts});
    }
    for (const auto& [name, texts] : values) {
        if (!entries_.contains(name)) throw ConfigError("unknown option " + prefix + name);
    }
}

const Texts& Settings::texts(std::string_view name, OptionKind kind) const {
    const auto entry = entries_.find(name);
    if (entry == entries_.end() || entry->second.kind != kind) {
        throw std::logic_error("'" + owner_ + "' reads an option '" + std::string(name) +
                               "' that it did not declare, or not so");
    }
    return entry->second.texts;
}

}  // namespace plexus::inline v1
