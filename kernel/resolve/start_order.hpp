#pragma once

#include <vector>

#include <kernel/problems.hpp>

#include "plan.hpp"

namespace plexus::kernel {

/// Sorts so that whoever is required, or used as an option, comes before its user; ties go by name.
/// Each circle of needs becomes one problem.
///
/// @param plugins  wired: the indices of their needs are into this vector; sorted by name
/// @returns        the plan, its indices renumbered; without the members of circles and whoever
///                 depends on them, so to be used only if no problem was added
Plan in_start_order(std::vector<PlannedPlugin> plugins, Problems& problems);

}  // namespace plexus::kernel
