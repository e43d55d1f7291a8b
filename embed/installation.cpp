#include "installation.hpp"

#include <dlfcn.h>

#include <api/core/log.hpp>

namespace plexus::embed {

namespace fs = std::filesystem;

fs::path installation() {
    Dl_info library{};
    // This code may be part of the program or of the kernel's library; the api has one place.
    // The address of a function as a number: POSIX has it so, C++ only conditionally.
    if (::dladdr(reinterpret_cast<const void*>(&make_logger), &library) == 0) return {};
    std::error_code ignored;  // a path that cannot be resolved is as good as it is
    return fs::weakly_canonical(library.dli_fname, ignored).parent_path() / "plexus";
}

}  // namespace plexus::embed
