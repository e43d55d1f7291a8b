#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <api/core/log.hpp>

namespace plexus::kernel {

/// From which severity on records are kept: for all channels, and for single ones.
struct LogLevels {
    Severity general = Severity::info;
    std::map<std::string, Severity, std::less<>> channels{};
};

/// @param items    "info", "rlpx=debug"
/// @param general  what holds if no item says otherwise
/// @errors         ConfigError
LogLevels parse_log_levels(const std::vector<std::string>& items, Severity general);

/// Sends the process's log to standard error and, if it is named, to a file. Lines are written
/// before the call that logs them returns, so that none is missing after a crash. For main() alone.
/// @errors ConfigError if the file cannot be written
void set_up_logging(const LogLevels& levels, const std::filesystem::path& file);

/// Writes out what a sink may still hold.
void flush_log();

}  // namespace plexus::kernel
