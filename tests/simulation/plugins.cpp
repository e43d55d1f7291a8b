#include "plugins.hpp"

#include <dlfcn.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace plexus::simulation {
namespace {

/// Loaded once; a plugin stays mapped.
const PluginDescriptor& descriptor_of(const std::string& name) {
    const std::string file = PLEXUS_PLUGIN_FOLDER "/" + name + ".so";
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    void* const descriptor = dlsym(library, "plexus_plugin_v1");
    if (descriptor == nullptr) throw std::runtime_error(dlerror());
    return *static_cast<const PluginDescriptor*>(descriptor);
}

}  // namespace

LoadedPlugin::LoadedPlugin(testing::Loop& loop, std::string name)
    : loop_(loop), name_(std::move(name)), host_(loop.executor(), name_) {}

LoadedPlugin::~LoadedPlugin() {
    if (plugin_) loop_.run(host_.stop(*plugin_));
}

void LoadedPlugin::start() {
    plugin_ = host_.create(descriptor_of(name_));
    loop_.run(host_.start(*plugin_));
}

std::string LoadedPlugin::read(const std::string& file) const {
    const std::ifstream stream(host_.data_dir() / file);
    std::ostringstream text;
    if (stream) text << stream.rdbuf();
    return std::move(text).str();
}

void LoadedPlugin::write(const std::string& file, const std::string& text) const {
    if (!text.empty()) std::ofstream(host_.data_dir() / file) << text;
}

}  // namespace plexus::simulation
