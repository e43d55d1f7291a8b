#pragma once

#include <cstdint>
#include <filesystem>

#include <api/core/result.hpp>

namespace plexus::stream {

/// How files are compressed once they are complete.
enum class Compression : std::uint8_t { none, gzip, zstd };

/// What a compressed file's name ends with: ".gz", ".zst", or nothing.
std::string_view extension_of(Compression compression) noexcept;

/// Replaces a file by a compressed one with the extension behind its name. If it fails, or the
/// process ends meanwhile, the file is as it was.
/// @errors the system's; Errc::unsupported if this build has no zstd
Result<void> compress_file(const std::filesystem::path& file, Compression compression);

/// Whether this build has it.
bool has_compression(Compression compression) noexcept;

}  // namespace plexus::stream
