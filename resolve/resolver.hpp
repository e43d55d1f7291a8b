#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue.hpp"
#include "plan.hpp"
#include "problems.hpp"

namespace plexus::resolve {

struct ResolverInput {
    std::vector<const PluginMetadata*> listed;
    std::map<std::string, std::string> defaults{};  ///< service name -> plugin: for open needs
    std::map<std::string, std::string>
        bindings{};  ///< service name -> plugin: chosen by the operator
};

/// The plan, or all problems.
struct Resolution {
    Plan plan;
    Problems problems;
};

/// Chooses the providers of all needs and the order of the start, before any plugin is created.
/// Needs without a listed provider are filled from the bindings, then the defaults; a listed
/// provider beats a default. The same list, in whatever order, gives the same plan.
Resolution resolve(const ResolverInput& input, Catalogue& catalogue);

}  // namespace plexus::resolve
