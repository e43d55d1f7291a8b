#pragma once

#include <filesystem>
#include <optional>

#include <kit/enr/record.hpp>

namespace plexus::identity {

/// Reads the record that the node published last: one line, "enr:...".
/// @returns nothing if there is none, or none that can be read
std::optional<enr::Record> load_record(const std::filesystem::path& file);

/// Puts a new file in the place of the old one: whoever is killed at any moment leaves one or the
/// other, whole.
/// @errors storage_failed
Result<void> store_record(const std::filesystem::path& file, const enr::Record& record);

}  // namespace plexus::identity
