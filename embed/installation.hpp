#pragma once

#include <filesystem>

namespace plexus::embed {

/// The folder with the installed plugins and the table of defaults: it lies beside the api's
/// library, in the build tree as when installed, and in whatever process.
std::filesystem::path installation();

}  // namespace plexus::embed
