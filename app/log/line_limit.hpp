#pragma once

#include <api/async/clock.hpp>
#include <api/core/log_entry.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plexus::app {

/// Limits the lines of one cause, so that remote nodes that connect and leave in a loop cannot fill
/// a disk. A cause is a channel and a sentence. The lines beyond the limit are counted, and summed
/// up in one line when the time is over. Debug lines are not limited: the operator has enabled
/// all of them.
///
/// @thread  one at a time
class LineLimit {
public:
    /// A minute with this many lines of a cause is read line by line. At 300 bytes a line, a cause
    /// writes less than 13 MB a day.
    static constexpr unsigned lines_per_period = 30;
    static constexpr Duration period = std::chrono::minutes{1};

    /// Sentences are constant, but a plugin may not keep to that: the causes beyond count as one.
    static constexpr std::size_t most_causes = 1024;

    /// @returns whether the line is to be written; if not, it is counted
    bool admits(const LogEntry& entry, SteadyTime now);

    /// When the next sum is due, if lines were held back.
    std::optional<SteadyTime> next_sum() const;

    /// One line for each cause whose period is over and of which lines were counted rather than
    /// written.
    std::vector<LogEntry> take_sums(SteadyTime now);

    /// The lines that tell what was left out of all causes; to be called at the end.
    std::vector<LogEntry> take_all_sums();

private:
    using Cause = std::pair<std::string, std::string>;  // channel, sentence

    struct Lines {
        SteadyTime until;
        Severity severity;
        unsigned written = 0;
        std::uint64_t held_back = 0;
    };

    Lines& lines_of(const LogEntry& entry, SteadyTime now);

    std::map<Cause, Lines> causes_;
};

}  // namespace plexus::app
