// A plugin as a stranger's build would make it: its layout, size and toolchain are definitions. Its
// functions end the process, since the kernel must not have called them.
#include <cstdlib>

#include <api/plugin/export.hpp>

namespace {

void options(plexus::Options&) { std::abort(); }
plexus::Plugin* create(plexus::Host&) { std::abort(); }

}  // namespace

extern "C" {
extern const PLEXUS_API plexus::PluginDescriptor TOY_SYMBOL;
const plexus::PluginDescriptor TOY_SYMBOL = {TOY_ABI,  TOY_SIZE, TOY_TOOLCHAIN,
                                             TOY_NAME, "1.0.0",  "a toy from elsewhere",
                                             nullptr,  0,        0,
                                             nullptr,  nullptr,  0,
                                             &options, &create};
}
