#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <api/plugin/metadata.hpp>

namespace plexus::kernel {

/// A declared need and who serves it: indices into `Plan::plugins`.
struct PlannedNeed {
    Need need;
    std::vector<std::size_t> providers;
};

struct PlannedPlugin {
    const PluginMetadata* metadata;
    std::string default_for;  ///< the service for which the table of defaults added it; else empty
    std::vector<PlannedNeed> needs;
};

/// Every plugin of a node, in the order of construction and start.
struct Plan {
    std::vector<PlannedPlugin> plugins;
    std::map<std::string, std::size_t> bindings{};  ///< service name -> who serves it by --bind
};

/// "plexus.scoring-policy/1"
std::string describe(const ServiceKey& key);

/// Same service, same major: what one provides, the other can use.
bool same_service(const ServiceKey& a, const ServiceKey& b);

/// What `--plan` shows. The format is stable: it is a test fixture.
void print(std::ostream& out, const Plan& plan);

}  // namespace plexus::kernel
