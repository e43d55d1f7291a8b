#include "process.hpp"

#include <dlfcn.h>
#include <unistd.h>

namespace plexus::kernel {

namespace fs = std::filesystem;

Environment environment_variables() {
    Environment environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos) {
            environment.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return environment;
}

fs::path installation() {
    Dl_info library{};
    // The address of a function as a number: POSIX has it so, C++ only conditionally.
    if (::dladdr(reinterpret_cast<const void*>(&installation), &library) == 0) return {};
    std::error_code ignored;  // a path that cannot be resolved is as good as it is
    return fs::weakly_canonical(library.dli_fname, ignored).parent_path() / "plexus";
}

}  // namespace plexus::kernel
