#pragma once

#include <filesystem>

#include <api/core/result.hpp>

#include "node_book.hpp"

namespace plexus::nodestore {

/// What a file held.
struct Loaded : Contents {
    std::size_t bad_lines = 0;  ///< lines that make no sense; they are left out
};

/// Reads the file: a line that names its format and has the secret, then one line for each node,
/// see node_line.hpp, behind the word `new` or `tried`. No file is an empty one. Files of the
/// earlier formats, which have neither secret nor these words, are read too.
/// @errors storage_failed if it cannot be read; unsupported for another format
Result<Loaded> load(const std::filesystem::path& file);

/// Writes a new file beside the old one and renames it over the old one, so that a process that is
/// killed at any moment leaves one of them whole.
/// @errors storage_failed
Result<void> save(const std::filesystem::path& file, const Contents& contents);

}  // namespace plexus::nodestore
