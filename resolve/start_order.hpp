#pragma once

#include "plan.hpp"
#include "problems.hpp"

namespace plexus::resolve {

/// Sorts so that providers come before the plugins that need them; ties go by name. Each circle of
/// needs becomes one problem.
///
/// @param plan  wired, and sorted by name
/// @returns     the plan, its indices renumbered; without the members of circles and the plugins
///              that depend on them, so to be used only if no problem was added
Plan in_start_order(Plan plan, Problems& problems);

}  // namespace plexus::resolve
