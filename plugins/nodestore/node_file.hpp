#pragma once

#include <filesystem>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// What a file held.
struct Loaded {
    std::vector<net::NodeEntry> entries{};
    std::size_t bad_lines = 0;  ///< lines that make no sense; they are left out
};

/// Reads the file: a line that names its format, then one line for each node, see node_line.hpp.
/// No file is an empty one.
/// @errors storage_failed if it cannot be read; unsupported for another format
Result<Loaded> load(const std::filesystem::path& file);

/// Writes a new file beside the old one and renames it over the old one, so that a process that is
/// killed at any moment leaves one of them whole.
/// @errors storage_failed
Result<void> save(const std::filesystem::path& file, const std::vector<net::NodeEntry>& entries);

}  // namespace plexus::nodestore
