#pragma once

#include <boost/log/sinks/sink.hpp>
#include <boost/smart_ptr/shared_ptr.hpp>
#include <cstdint>
#include <filesystem>

#include <api/async/clock.hpp>
#include <api/plugin/metrics.hpp>

#include "log_file.hpp"
#include "log_levels.hpp"

namespace plexus::app {

enum class LogFormat : std::uint8_t { text, json };

struct LogSettings {
    LogLevels levels{};
    LogFormat format = LogFormat::text;
    std::filesystem::path file{};  ///< empty: none
    Rotation rotation{};
};

/// Sends the process's log to standard error and, if it is named, to a file, for as long as this
/// lives. A thread that logs waits for neither, see LogWriter. One at a time: two would write each
/// line twice.
class LogOutput {
public:
    /// @param dropped  counts the records that were dropped, of each target; outlives this
    /// @errors ConfigError if the file cannot be written
    LogOutput(const LogSettings& settings, Counter& dropped);

    /// Writes what is queued, but not for longer than LogWriter::closing_limit for each target.
    ~LogOutput();
    LogOutput(const LogOutput&) = delete;
    LogOutput& operator=(const LogOutput&) = delete;

    /// Writes what was logged before, but not for longer than the limit for each target.
    ///
    /// @thread  any
    void flush(Duration limit);

    /// Goes on with a new file if the old one was moved away.
    ///
    /// @thread  any
    void reopen();

private:
    class Sink;
    boost::shared_ptr<Sink> sink_;
};

}  // namespace plexus::app
