#pragma once

#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <api/plugin/metadata.hpp>
#include <api/plugin/plugins.hpp>

namespace plexus::resolve {

/// The kernel as a provider, in place of an index into `Plan::plugins`.
inline constexpr std::size_t the_kernel = std::numeric_limits<std::size_t>::max();

/// A declared need and its providers: indices into `Plan::plugins`, or the_kernel.
struct PlannedNeed {
    Need need;
    std::vector<std::size_t> providers;
};

struct PlannedPlugin {
    const PluginMetadata* metadata;
    std::string
        default_for{};  ///< the service for which the table of defaults added it; else empty
    std::vector<PlannedNeed> needs{};
    PluginState state = PluginState::joining;
};

/// Every plugin of a node, in the order of construction and start. It grows while the node runs:
/// rows are appended and never renumbered, and a plugin that left keeps its row.
struct Plan {
    std::deque<PlannedPlugin> plugins{};  // a deque, so that references to rows stay valid
    std::map<std::string, std::string>
        bindings{};  ///< service name -> plugin that serves it, by --bind
    std::map<std::string, std::string>
        defaults{};  ///< service name -> plugin that usually serves it, for hints
};

/// "plexus.scoring-policy/1"
std::string describe(const ServiceKey& key);

/// Same service, same major: what one provides, the other can use.
bool same_service(const ServiceKey& a, const ServiceKey& b);

bool provides(const PluginMetadata& plugin, const ServiceKey& key);

/// All providers of a key that are not about to leave; a binding narrows them to one.
std::vector<std::size_t> serving(const Plan& plan, const ServiceKey& key);

/// Whether a node can have one provider of this service at most: the service says so, or a plugin
/// needs it as the one.
bool wanted_as_one(const Plan& plan, const ServiceKey& key);

/// The row of a plugin that has not left, by name.
std::optional<std::size_t> find_row(const Plan& plan, std::string_view name);

/// The name of a provider.
std::string name_of(const Plan& plan, std::size_t index);
std::vector<std::string> names_of(const Plan& plan, const std::vector<std::size_t>& indices);

/// What `--plan` shows. The format is stable: it is a test fixture.
void print(std::ostream& out, const Plan& plan);

}  // namespace plexus::resolve
