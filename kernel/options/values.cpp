#include "values.hpp"

#include <stdexcept>

#include <kernel/suggestion.hpp>

namespace plexus::kernel {
namespace {

class PluginSettings final : public Settings {
public:
    struct Entry {
        OptionKind kind;
        Texts texts;
    };

    PluginSettings(std::string plugin, std::map<std::string, Entry, std::less<>> entries)
        : plugin_(std::move(plugin)), entries_(std::move(entries)) {}

    bool flag(std::string_view name) const override {
        return flag_value(texts(name, OptionKind::flag));
    }
    std::int64_t number(std::string_view name) const override {
        return number_value(texts(name, OptionKind::number));
    }
    std::chrono::milliseconds duration(std::string_view name) const override {
        return duration_value(texts(name, OptionKind::duration));
    }
    std::string text(std::string_view name) const override {
        return text_value(texts(name, OptionKind::text));
    }
    std::vector<std::string> list(std::string_view name) const override {
        return list_value(texts(name, OptionKind::list));
    }

private:
    const Texts& texts(std::string_view name, OptionKind kind) const {
        const auto entry = entries_.find(name);
        if (entry == entries_.end() || entry->second.kind != kind) {
            throw std::logic_error("plugin '" + plugin_ + "' asks for an option '" +
                                   std::string(name) + "' that it did not declare, or not so");
        }
        return entry->second.texts;
    }

    std::string plugin_;
    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace

OptionValues decide_values(const OptionTable& table,
                           const std::vector<std::vector<GivenOption>>& sources,
                           Problems& problems) {
    OptionValues values;
    for (const std::vector<GivenOption>& source : sources) {
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

std::unique_ptr<Settings> settings_of(const std::string& plugin,
                                      const std::vector<OptionSpec>& specs,
                                      const OptionValues& values) {
    std::map<std::string, PluginSettings::Entry, std::less<>> entries;
    for (const OptionSpec& spec : specs) {
        entries.emplace(spec.name,
                        PluginSettings::Entry{spec.kind, values.at(plugin + "." + spec.name)});
    }
    return std::make_unique<PluginSettings>(plugin, std::move(entries));
}

}  // namespace plexus::kernel
