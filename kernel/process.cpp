#include "process.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <api/core/log.hpp>

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
    // This code may be part of the program or of the kernel's library; the api has one place.
    // The address of a function as a number: POSIX has it so, C++ only conditionally.
    if (::dladdr(reinterpret_cast<const void*>(&make_logger), &library) == 0) return {};
    std::error_code ignored;  // a path that cannot be resolved is as good as it is
    return fs::weakly_canonical(library.dli_fname, ignored).parent_path() / "plexus";
}

}  // namespace plexus::kernel
