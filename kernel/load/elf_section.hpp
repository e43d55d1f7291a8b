#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace plexus::kernel {

/// Reads one section of a shared object without mapping it, so that none of its code runs. Nothing
/// in the file is trusted: every offset and size is compared with the size of the file.
///
/// @param limit_bytes  a larger section is refused
/// @errors ConfigError: one sentence that begins with the file: it is no shared object of this
///         machine, it is cut off or damaged, or it has no such section
std::string read_section(const std::filesystem::path& file, std::string_view name,
                         std::size_t limit_bytes);

}  // namespace plexus::kernel
