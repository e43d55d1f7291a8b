#include "change.hpp"

#include <algorithm>

#include <api/core/words.hpp>

namespace plexus::resolve {
namespace {

/// What is wrong with a need of the newcomer; empty if nothing is.
std::string problem_of(const Plan& plan, const PluginMetadata& newcomer, const PlannedNeed& need) {
    const std::string service = describe(need.need.key);
    if (need.need.count == Count::all) return {};
    if (need.providers.size() > 1) {
        return newcomer.name + " uses one " + service + ", but " +
               enumerate(names_of(plan, need.providers)) + " provide it";
    }
    if (need.need.count == Count::maybe || !need.providers.empty()) return {};
    const auto usual = plan.defaults.find(need.need.key.name);
    return "nobody in this node provides " + service + ", which " + newcomer.name +
           " requires; join " +
           (usual == plan.defaults.end() ? "a plugin that does" : "'" + usual->second + "'") +
           " first";
}

bool wants_one(const PluginMetadata& plugin, const ServiceKey& key) {
    return std::ranges::any_of(plugin.needs, [&](const Need& need) {
        return need.count != Count::all && same_service(need.key, key);
    });
}

/// Whether the plugin keeps a reference to this provider from its construction on.
bool depends_on(const PlannedPlugin& plugin, std::size_t row) {
    if (plugin.state == PluginState::left) return false;
    return std::ranges::any_of(plugin.needs, [&](const PlannedNeed& need) {
        const bool for_good = need.need.count == Count::one || (need.need.count == Count::maybe &&
                                                                need.need.when == When::before_me);
        return for_good && std::ranges::find(need.providers, row) != need.providers.end();
    });
}

}  // namespace

Joining resolve_join(const Plan& plan, const PluginMetadata& newcomer) {
    Joining joining{PlannedPlugin{&newcomer}, {}};
    if (const auto row = find_row(plan, newcomer.name)) {
        const bool leaves = plan.plugins[*row].state == PluginState::leaving;
        joining.problems.push_back(
            "plugin '" + newcomer.name +
            (leaves ? "' is still leaving this node" : "' is part of this node already"));
        return joining;
    }
    for (const Need& need : newcomer.needs) {
        const PlannedNeed& planned =
            joining.plugin.needs.emplace_back(PlannedNeed{need, serving(plan, need.key)});
        const std::string problem = problem_of(plan, newcomer, planned);
        if (!problem.empty()) joining.problems.push_back(problem);
    }
    for (const ServiceKey& key : newcomer.provides) {
        const std::vector<std::size_t> present = serving(plan, key);
        if (present.empty() || !(wanted_as_one(plan, key) || wants_one(newcomer, key))) continue;
        joining.problems.push_back("a node has one provider of " + describe(key) + ", and " +
                                   enumerate(names_of(plan, present)) + " provides it already");
    }
    return joining;
}

std::vector<std::size_t> requirers(const Plan& plan, std::size_t row) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
        if (depends_on(plan.plugins[i], row)) indices.push_back(i);
    }
    return indices;
}

PluginStatus status_of(const Plan& plan, std::size_t row) {
    const PlannedPlugin& planned = plan.plugins[row];
    PluginStatus status;
    status.name = planned.metadata->name;
    status.version = planned.metadata->version;
    status.state = planned.state;
    for (const ServiceKey& key : planned.metadata->provides) {
        status.provides.push_back(describe(key));
    }
    for (const Need& need : planned.metadata->needs) {
        status.needs.push_back({describe(need.key), need.count, need.when});
    }
    status.required_by = names_of(plan, requirers(plan, row));
    return status;
}

std::string reason_to_stay(const Plan& plan, std::size_t row) {
    const std::vector<std::size_t> present = requirers(plan, row);
    if (present.empty()) return {};
    return "plugin '" + name_of(plan, row) +
           "' cannot leave: " + enumerate(names_of(plan, present)) +
           (present.size() == 1 ? " requires it" : " require it");
}

}  // namespace plexus::resolve
