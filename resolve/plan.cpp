#include "plan.hpp"

#include <algorithm>

#include <api/core/words.hpp>

namespace plexus::resolve {
namespace {

std::string_view verb(Count count) {
    switch (count) {
        case Count::one:
            return "requires";
        case Count::maybe:
            return "may use ";
        case Count::all:
            return "collects";
    }
    return "";
}

/// Said only where it is not what that count usually comes with.
std::string_view order(const Need& need) {
    if (need.when == When::any_time) return need.count == Count::all ? "" : ", at any time";
    return need.count == Count::all ? ", before it starts" : "";
}

void print(std::ostream& out, const PlannedNeed& need, const Plan& plan) {
    out << "   " << verb(need.need.count) << ' ' << describe(need.need.key) << " from "
        << (need.providers.empty() ? "nobody" : enumerate(names_of(plan, need.providers)))
        << order(need.need) << '\n';
}

bool is_of_the_kernel(const ServiceKey& key) { return same_service(key, Plugins::key); }

bool stays(const PlannedPlugin& plugin) {
    return plugin.state == PluginState::joining || plugin.state == PluginState::running;
}

}  // namespace

std::string describe(const ServiceKey& key) {
    return std::string(key.name) + "/" + std::to_string(key.major);
}

bool same_service(const ServiceKey& a, const ServiceKey& b) {
    return a.major == b.major && std::string_view(a.name) == b.name;
}

bool provides(const PluginMetadata& plugin, const ServiceKey& key) {
    return std::ranges::any_of(plugin.provides,
                               [&](const ServiceKey& own) { return same_service(own, key); });
}

std::vector<std::size_t> serving(const Plan& plan, const ServiceKey& key) {
    std::vector<std::size_t> indices;
    if (is_of_the_kernel(key)) indices.push_back(the_kernel);
    const auto bound = plan.bindings.find(key.name);
    for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
        const PlannedPlugin& plugin = plan.plugins[i];
        if (!stays(plugin) || !provides(*plugin.metadata, key)) continue;
        if (bound != plan.bindings.end() && bound->second == plugin.metadata->name) return {i};
        indices.push_back(i);
    }
    return indices;
}

bool wanted_as_one(const Plan& plan, const ServiceKey& key) {
    if (key.cardinality == Cardinality::one) return true;
    return std::ranges::any_of(plan.plugins, [&](const PlannedPlugin& plugin) {
        return plugin.state != PluginState::left &&
               std::ranges::any_of(plugin.metadata->needs, [&](const Need& need) {
                   return need.count != Count::all && same_service(need.key, key);
               });
    });
}

std::optional<std::size_t> find_row(const Plan& plan, std::string_view name) {
    for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
        const PlannedPlugin& plugin = plan.plugins[i];
        if (plugin.state != PluginState::left && plugin.metadata->name == name) return i;
    }
    return std::nullopt;
}

std::string name_of(const Plan& plan, std::size_t index) {
    return index == the_kernel ? "the kernel" : plan.plugins[index].metadata->name;
}

std::vector<std::string> names_of(const Plan& plan, const std::vector<std::size_t>& indices) {
    std::vector<std::string> names;
    for (const std::size_t index : indices) names.push_back(name_of(plan, index));
    return names;
}

void print(std::ostream& out, const Plan& plan) {
    for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
        const PlannedPlugin& plugin = plan.plugins[i];
        out << i + 1 << ". " << plugin.metadata->name << ' ' << plugin.metadata->version;
        if (!plugin.default_for.empty()) out << " (default for " << plugin.default_for << ')';
        out << '\n';
        for (const ServiceKey& key : plugin.metadata->provides) {
            out << "   provides " << describe(key) << '\n';
        }
        for (const PlannedNeed& need : plugin.needs) print(out, need, plan);
    }
}

}  // namespace plexus::resolve
