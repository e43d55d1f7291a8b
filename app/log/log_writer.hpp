#pragma once

#include <boost/log/core/record_view.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/core/log_entry.hpp>
#include <api/plugin/metrics.hpp>

#include "log_target.hpp"

namespace plexus::app {

/// Writes records on a thread of its own, so that no thread that logs waits for a disk, a terminal,
/// or a pipe that is not read. Between them is a bounded queue. When it is full, records are
/// dropped and counted, and the count is written as a line as soon as there is room. Lines of one
/// cause are limited, see LineLimit.
///
/// @thread  any, except where it is made and destroyed
class LogWriter {
public:
    using Format = std::function<std::string(const LogEntry&)>;  ///< one line, without its end

    /// With some ten attributes of a few bytes, a record takes about a kilobyte.
    static constexpr std::size_t most_queued = 8192;

    /// How long the destructor waits for a target that accepts nothing, before it gives up the
    /// queue.
    static constexpr Duration closing_limit = std::chrono::milliseconds{500};

    /// @param dropped  counts the records that were dropped, because the queue was full or the
    /// target
    ///                 refused them; several writers may share it. Outlives this.
    LogWriter(std::unique_ptr<LogTarget> target, Format format, Counter& dropped,
              std::size_t capacity = most_queued);

    /// Writes what is queued, but not for longer than `closing_limit`.
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// Never waits.
    void push(const boost::log::record_view& record);

    /// Waits until what was pushed before has been written or dropped.
    /// @returns false if that took longer than the limit
    bool flush(Duration limit);

    /// Has the target reopened before the next line.
    void reopen();

private:
    struct State;
    std::shared_ptr<State>
        state_;  // also the thread's, which may outlive this if it hangs in a write
};

}  // namespace plexus::app
