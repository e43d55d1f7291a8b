#pragma once

#include "plan.hpp"
#include "problems.hpp"

namespace plexus::resolve {

/// The row of a plugin that joins, or all reasons why it cannot.
struct Joining {
    PlannedPlugin plugin;
    Problems problems;
};

/// Chooses the providers for a plugin that joins a running node: whatever it requires must run
/// already, and what a node has one of must be free.
Joining resolve_join(const Plan& plan, const PluginMetadata& newcomer);

/// The plugins that have not left and cannot do without this one, which they found when they were
/// constructed.
std::vector<std::size_t> requirers(const Plan& plan, std::size_t row);

/// What the plan says of a plugin: the status without its file and without what holds it.
PluginStatus status_of(const Plan& plan, std::size_t row);

/// @returns empty if the plugin may leave; else a sentence that names who requires it
std::string reason_to_stay(const Plan& plan, std::size_t row);

}  // namespace plexus::resolve
