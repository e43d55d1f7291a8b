#include "plan.hpp"

#include <string_view>

#include <kernel/suggestion.hpp>

namespace plexus::kernel {
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

std::string names_of(const std::vector<std::size_t>& providers, const Plan& plan) {
    std::vector<std::string> names;
    for (const std::size_t index : providers) {
        names.emplace_back(plan.plugins[index].metadata->name);
    }
    return names.empty() ? "nobody" : enumerate(names);
}

}  // namespace

std::string describe(const ServiceKey& key) {
    return std::string(key.name) + "/" + std::to_string(key.major);
}

bool same_service(const ServiceKey& a, const ServiceKey& b) {
    return a.major == b.major && std::string_view(a.name) == b.name;
}

void print(std::ostream& out, const Plan& plan) {
    for (std::size_t i = 0; i < plan.plugins.size(); ++i) {
        const auto& [metadata, default_for, needs] = plan.plugins[i];
        out << i + 1 << ". " << metadata->name << ' ' << metadata->version;
        if (!default_for.empty()) out << " (default for " << default_for << ')';
        out << '\n';
        for (const ServiceKey& key : metadata->provides) {
            out << "   provides " << describe(key) << '\n';
        }
        for (const PlannedNeed& need : needs) {
            out << "   " << verb(need.need.count) << ' ' << describe(need.need.key) << " from "
                << names_of(need.providers, plan) << '\n';
        }
    }
}

}  // namespace plexus::kernel
