#include "resolver.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include <api/plugin/options.hpp>

#include <kernel/suggestion.hpp>

#include "start_order.hpp"

namespace plexus::kernel {
namespace {

bool provides(const PluginMetadata& plugin, const ServiceKey& key) {
    return std::ranges::any_of(plugin.provides,
                               [&](const ServiceKey& own) { return same_service(own, key); });
}

bool provides_name(const PluginMetadata& plugin, std::string_view service) {
    return std::ranges::any_of(plugin.provides,
                               [&](const ServiceKey& own) { return own.name == service; });
}

class Resolver {
public:
    Resolver(const ResolverInput& input, Catalogue& catalogue)
        : input_(input), catalogue_(catalogue) {}

    Resolution resolve() && {
        for (const PluginMetadata* plugin : input_.listed) take(*plugin, "");
        take_bound();
        fill_needs();
        refuse_duplicates();
        wire();
        Plan plan = in_start_order(std::move(chosen_), problems_);
        note_bindings(plan);
        if (!problems_.empty()) plan = {};
        return {std::move(plan), std::move(problems_)};
    }

private:
    /// Keeps the plugins sorted by name, which makes every later step independent of the list's
    /// order.
    bool take(const PluginMetadata& plugin, const std::string& default_for) {
        const auto place = std::ranges::lower_bound(
            chosen_, plugin.name, {},
            [](const PlannedPlugin& entry) { return entry.metadata->name; });
        if (place != chosen_.end() && place->metadata->name == plugin.name) {
            problems_.push_back("plugin '" + plugin.name +
                                "' is listed twice; leave one of the two out");
            return false;
        }
        chosen_.insert(place, PlannedPlugin{&plugin, default_for, {}});
        return true;
    }

    const PluginMetadata* chosen(std::string_view name) const {
        for (const PlannedPlugin& entry : chosen_) {
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

    /// Indices into `chosen_` of those who serve a key; a binding narrows them to one.
    std::vector<std::size_t> serving(const ServiceKey& key) const {
        std::vector<std::size_t> indices;
        const auto bound = input_.bindings.find(key.name);
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            if (!provides(*chosen_[i].metadata, key)) continue;
            if (bound != input_.bindings.end() && bound->second == chosen_[i].metadata->name) {
                return {i};
            }
            indices.push_back(i);
        }
        return indices;
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
        for (const PlannedPlugin& entry : chosen_) {
            for (const Need& need : entry.metadata->needs) {
                if (need.count != Count::one || !serving(need.key).empty()) continue;
                if (!tried_.contains(describe(need.key))) return need.key;
            }
        }
        return std::nullopt;
    }

    void report_missing(const ServiceKey& key) {
        std::vector<std::string> needers, providers, others;
        for (const PlannedPlugin& entry : chosen_) {
            const bool needs_it = std::ranges::any_of(entry.metadata->needs, [&](const Need& need) {
                return need.count == Count::one && same_service(need.key, key);
            });
            if (needs_it) needers.emplace_back(entry.metadata->name);
        }
        std::vector<const PluginMetadata*> candidates = catalogue_.all();
        for (const PlannedPlugin& entry : chosen_) candidates.push_back(entry.metadata);
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

    bool wanted_as_one(const ServiceKey& key) const {
        if (key.cardinality == Cardinality::one) return true;
        for (const PlannedPlugin& entry : chosen_) {
            for (const Need& need : entry.metadata->needs) {
                if (need.count != Count::all && same_service(need.key, key)) return true;
            }
        }
        return false;
    }

    void refuse_duplicates() {
        std::map<std::string, ServiceKey> keys;
        for (const PlannedPlugin& entry : chosen_) {
            for (const ServiceKey& key : entry.metadata->provides) {
                keys.emplace(describe(key), key);
            }
        }
        for (const auto& [text, key] : keys) {
            const std::vector<std::size_t> indices = serving(key);
            if (indices.size() < 2 || !wanted_as_one(key)) continue;
            std::vector<std::string> names;
            for (const std::size_t i : indices) names.emplace_back(chosen_[i].metadata->name);
            problems_.push_back("a node has one provider of " + text + ", but " + enumerate(names) +
                                " provide it; leave the others out, or decide with --bind " +
                                key.name + "=" + names.front());
        }
    }

    void wire() {
        for (PlannedPlugin& entry : chosen_) {
            for (const Need& need : entry.metadata->needs) {
                entry.needs.push_back({need, serving(need.key)});
            }
        }
    }

    void note_bindings(Plan& plan) const {
        for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
            for (const auto& [service, name] : input_.bindings) {
                if (name == plan.plugins[i].metadata->name) plan.bindings.emplace(service, i);
            }
        }
    }

    const ResolverInput& input_;
    Catalogue& catalogue_;
    std::vector<PlannedPlugin> chosen_;
    std::set<std::string> tried_;  // needs that were filled, or reported as missing
    Problems problems_;
};

}  // namespace

Resolution resolve(const ResolverInput& input, Catalogue& catalogue) {
    return Resolver(input, catalogue).resolve();
}

}  // namespace plexus::kernel
