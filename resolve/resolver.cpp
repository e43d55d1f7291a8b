#include "resolver.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include <api/plugin/config_error.hpp>

#include <api/core/words.hpp>

#include "start_order.hpp"

namespace plexus::resolve {
namespace {

bool provides_name(const PluginMetadata& plugin, std::string_view service) {
    return std::ranges::any_of(plugin.provides,
                               [&](const ServiceKey& own) { return own.name == service; });
}

class Resolver {
public:
    Resolver(const ResolverInput& input, Catalogue& catalogue)
        : input_(input), catalogue_(catalogue) {
        plan_.bindings = input.bindings;
        plan_.defaults = input.defaults;
    }

    Resolution resolve() && {
        for (const PluginMetadata* plugin : input_.listed) take(*plugin, "");
        take_bound();
        fill_needs();
        refuse_duplicates();
        wire();
        plan_ = in_start_order(std::move(plan_), problems_);
        if (!problems_.empty()) plan_ = {};
        return {std::move(plan_), std::move(problems_)};
    }

private:
    /// Keeps the plugins sorted by name, which makes every later step independent of the list's
    /// order.
    bool take(const PluginMetadata& plugin, const std::string& default_for) {
        const auto place = std::ranges::lower_bound(
            plan_.plugins, plugin.name, {},
            [](const PlannedPlugin& entry) { return entry.metadata->name; });
        if (place != plan_.plugins.end() && place->metadata->name == plugin.name) {
            problems_.push_back("plugin '" + plugin.name +
                                "' is listed twice; leave one of the two out");
            return false;
        }
        plan_.plugins.insert(place, PlannedPlugin{&plugin, default_for});
        return true;
    }

    const PluginMetadata* chosen(std::string_view name) const {
        for (const PlannedPlugin& entry : plan_.plugins) {
            if (entry.metadata->name == name) return entry.metadata;
        }
        return nullptr;
    }

    const PluginMetadata* fetch(const std::string& name, const std::string& why) {
        try {
            return catalogue_.find(name);
        } catch (const ConfigError& error) {
            problems_.push_back(why + error.what());
            return nullptr;
        }
    }

    void take_bound() {
        for (const auto& [service, name] : input_.bindings) {
            const PluginMetadata* plugin = chosen(name);
            const bool listed = plugin != nullptr;
            if (!listed) plugin = fetch(name, "--bind " + service + "=" + name + ": ");
            if (plugin == nullptr) continue;
            if (!provides_name(*plugin, service)) {
                std::vector<std::string> offers;
                for (const ServiceKey& key : plugin->provides) offers.emplace_back(key.name);
                problems_.push_back("--bind " + service + "=" + name + ": plugin '" + name +
                                    "' does not provide '" + service + "'" +
                                    (offers.empty() ? "" : "; it provides " + enumerate(offers)));
            } else if (!listed) {
                take(*plugin, "");
            }
        }
    }

    void fill_needs() {
        while (std::optional<ServiceKey> open = first_open_need()) {
            tried_.insert(describe(*open));
            const auto fallback = input_.defaults.find(open->name);
            if (fallback == input_.defaults.end() || chosen(fallback->second)) {
                report_missing(*open);
                continue;
            }
            const std::string why =
                "the default provider of " + std::string(open->name) + " is no use: ";
            const PluginMetadata* plugin = fetch(fallback->second, why);
            if (plugin == nullptr) continue;
            if (!provides(*plugin, *open)) {
                report_missing(*open);
                continue;
            }
            take(*plugin, open->name);
        }
    }

    std::optional<ServiceKey> first_open_need() const {
        for (const PlannedPlugin& entry : plan_.plugins) {
            for (const Need& need : entry.metadata->needs) {
                if (need.count != Count::one || !serving(plan_, need.key).empty()) continue;
                if (!tried_.contains(describe(need.key))) return need.key;
            }
        }
        return std::nullopt;
    }

    void report_missing(const ServiceKey& key) {
        std::vector<std::string> needers, providers, others;
        for (const PlannedPlugin& entry : plan_.plugins) {
            const bool needs_it = std::ranges::any_of(entry.metadata->needs, [&](const Need& need) {
                return need.count == Count::one && same_service(need.key, key);
            });
            if (needs_it) needers.emplace_back(entry.metadata->name);
        }
        std::vector<const PluginMetadata*> candidates = catalogue_.all();
        for (const PlannedPlugin& entry : plan_.plugins) candidates.push_back(entry.metadata);
        for (const PluginMetadata* plugin : candidates) {
            if (provides(*plugin, key)) providers.emplace_back(plugin->name);
            for (const ServiceKey& own : plugin->provides) {
                if (std::string_view(own.name) != key.name || own.major == key.major) continue;
                const std::string other = plugin->name + " provides " + describe(own);
                if (std::ranges::find(others, other) == others.end()) others.push_back(other);
            }
        }
        std::string text = "nobody provides " + describe(key) + ", which " + enumerate(needers) +
                           (needers.size() == 1 ? " needs" : " need");
        if (!others.empty()) text += "; " + enumerate(others) + ", which is another version";
        if (!providers.empty()) {
            text += providers.size() == 1 ? "; add " : "; add one of ";
            text += enumerate(providers) + " to --plugins";
        }
        problems_.push_back(std::move(text));
    }

    void refuse_duplicates() {
        std::map<std::string, ServiceKey> keys;
        for (const PlannedPlugin& entry : plan_.plugins) {
            for (const ServiceKey& key : entry.metadata->provides) {
                keys.emplace(describe(key), key);
            }
        }
        for (const auto& [text, key] : keys) {
            const std::vector<std::size_t> indices = serving(plan_, key);
            if (indices.size() < 2 || !wanted_as_one(plan_, key)) continue;
            std::vector<std::string> names;
            for (const std::size_t i : indices) names.emplace_back(name_of(plan_, i));
            problems_.push_back("a node has one provider of " + text + ", but " + enumerate(names) +
                                " provide it; leave the others out, or decide with --bind " +
                                key.name + "=" + names.front());
        }
    }

    void wire() {
        for (PlannedPlugin& entry : plan_.plugins) {
            for (const Need& need : entry.metadata->needs) {
                entry.needs.push_back({need, serving(plan_, need.key)});
            }
        }
    }

    const ResolverInput& input_;
    Catalogue& catalogue_;
    Plan plan_;                    // sorted by name until the end
    std::set<std::string> tried_;  // needs that were filled, or reported as missing
    Problems problems_;
};

}  // namespace

Resolution resolve(const ResolverInput& input, Catalogue& catalogue) {
    return Resolver(input, catalogue).resolve();
}

}  // namespace plexus::resolve
