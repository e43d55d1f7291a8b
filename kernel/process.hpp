#pragma once

#include <filesystem>

#include <kernel/options/sources.hpp>

namespace plexus::kernel {

/// The variables of the process, as they are now.
Environment environment_variables();

/// The folder with the installed plugins and the table of defaults: it lies beside the api's
/// library, in the build tree as when installed, and in whatever process.
std::filesystem::path installation();

}  // namespace plexus::kernel
