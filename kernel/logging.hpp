#pragma once

#include <boost/log/sinks/sink.hpp>
#include <boost/smart_ptr/shared_ptr.hpp>
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

/// Sends the process's log to standard error and, if it is named, to a file, for as long as this
/// lives. Lines are written before the call that logs them returns, so that none is missing after a
/// crash. One at a time: two would write each line twice.
class LogOutput {
public:
    /// @errors ConfigError if the file cannot be written
    LogOutput(const LogLevels& levels, const std::filesystem::path& file);
    ~LogOutput();
    LogOutput(const LogOutput&) = delete;
    LogOutput& operator=(const LogOutput&) = delete;

private:
    std::vector<boost::shared_ptr<boost::log::sinks::sink>> sinks_;
};

/// Writes out what a sink may still hold.
void flush_log();

}  // namespace plexus::kernel
