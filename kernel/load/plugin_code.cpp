#include "plugin_code.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include <api/plugin/config_error.hpp>
#include <api/plugin/metadata.hpp>

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

/// The dynamic linker takes a path that it has mapped for the same file, whatever lies there now.
/// So the second build of a path is loaded as "folder/./voice.so", the third as
/// "folder/././voice.so".
fs::path name_for(const fs::path& file, const FileIdentity& identity) {
    static std::mutex mutex;
    static std::map<fs::path, std::vector<FileIdentity>> mapped;  // as the linker's own: one
    const std::scoped_lock lock(mutex);
    std::vector<FileIdentity>& builds = mapped[file];
    const auto build = std::ranges::find(builds, identity);
    fs::path folder = file.parent_path();
    for (auto earlier = builds.begin(); earlier != build; ++earlier) folder /= ".";
    if (build == builds.end()) builds.push_back(identity);
    return folder / file.filename();
}

}  // namespace

FileIdentity identify(const fs::path& file) {
    struct stat status {};
    std::error_code error;
    const fs::file_time_type written = fs::last_write_time(file, error);
    if (error || ::stat(file.c_str(), &status) != 0) {
        throw ConfigError("there is no plugin file " + file.string() + ": " + error.message());
    }
    return {status.st_dev, status.st_ino, written};
}

const PluginDescriptor& map_plugin(const fs::path& file, const FileIdentity& identity,
                                   std::string_view metadata) {
    const fs::path name = name_for(file, identity);
    // Code stays mapped: a timer or a deleter may hold an address in it for longer than its plugin
    // lives.
    void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) {
        throw ConfigError(file.string() + " cannot be loaded: " + ::dlerror() +
                          "; rebuild it against this plexus");
    }
    const auto* descriptor =
        static_cast<const PluginDescriptor*>(::dlsym(library, "plexus_plugin_v1"));
    if (descriptor == nullptr) {
        throw ConfigError(file.string() + " does not export plexus_plugin_v1; see PLEXUS_PLUGIN");
    }
    // The interface stands first in every layout; the rest is read only if it is ours.
    check_interface(file.string(), descriptor->interface);
    check_toolchain(file.string(), descriptor->toolchain);
    if (std::string_view(descriptor->metadata, descriptor->metadata_size) != metadata) {
        throw ConfigError(file.string() +
                          " was replaced by another build while it was loaded; try again");
    }
    return *descriptor;
}

}  // namespace plexus::kernel
