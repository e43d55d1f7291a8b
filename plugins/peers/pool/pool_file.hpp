#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/ban.hpp>
#include <api/net/node.hpp>

namespace plexus::peers {

/// What of the pool survives a restart.
struct PoolState {
    std::vector<net::Ban> bans{};
    std::vector<net::Node> anchors{};  ///< dialled peers that proved themselves, dialled first
};

/// One line for each ban and anchor, behind a line that names the format.
std::string write_state(const PoolState& state);

/// Lines that make no sense are left out, and so is what is beyond the bounds of the lists.
/// @errors Errc::unsupported: another format
Result<PoolState> read_state(const std::string& text);

/// No file is an empty state.
/// @errors as read_state(); Errc::storage_failed
Result<PoolState> load_state(const std::filesystem::path& file);

/// Writes a new file and renames it over the old one, so that a process that is killed at any
/// moment leaves one of them whole.
/// @errors Errc::storage_failed
Result<void> save_state(const std::filesystem::path& file, const std::string& text);

}  // namespace plexus::peers
