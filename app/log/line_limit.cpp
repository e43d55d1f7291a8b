#include "line_limit.hpp"

#include <algorithm>

namespace plexus::app {
namespace {

LogEntry sum_of(const std::string& channel, const std::string& sentence, Severity severity,
                std::uint64_t count) {
    LogEntry entry;
    entry.time = std::chrono::system_clock::now();
    entry.severity = severity;
    entry.channel = channel;
    entry.message = "more lines like this";
    entry.attributes = {{"count", count}, {"sentence", sentence}};
    return entry;
}

}  // namespace

bool LineLimit::admits(const LogEntry& entry, SteadyTime now) {
    if (entry.severity == Severity::debug || entry.never_limited) return true;
    Lines& lines = lines_of(entry, now);
    if (lines.written < lines_per_period) {
        ++lines.written;
        return true;
    }
    ++lines.held_back;
    return false;
}

LineLimit::Lines& LineLimit::lines_of(const LogEntry& entry, SteadyTime now) {
    const Lines fresh{.until = now + period, .severity = entry.severity};
    auto cause = causes_.find({entry.channel, entry.message});
    if (cause == causes_.end()) {
        if (causes_.size() >= most_causes) {
            std::erase_if(causes_, [now](const auto& each) {
                return each.second.until <= now && each.second.held_back == 0;
            });
        }
        const bool room = causes_.size() < most_causes;
        cause = causes_
                    .try_emplace(room ? Cause{entry.channel, entry.message} : Cause{"", "others"},
                                 fresh)
                    .first;
    }
    Lines& lines = cause->second;
    // A cause whose sum is still to be taken goes on being counted until it has been.
    if (lines.until <= now && lines.held_back == 0) lines = fresh;
    return lines;
}

std::optional<SteadyTime> LineLimit::next_sum() const {
    std::optional<SteadyTime> next;
    for (const auto& [cause, lines] : causes_) {
        if (lines.held_back > 0) next = std::min(next.value_or(lines.until), lines.until);
    }
    return next;
}

std::vector<LogEntry> LineLimit::take_sums(SteadyTime now) {
    std::vector<LogEntry> sums;
    std::erase_if(causes_, [&](const auto& each) {
        const auto& [cause, lines] = each;
        if (lines.until > now) return false;
        if (lines.held_back > 0) {
            sums.push_back(sum_of(cause.first, cause.second, lines.severity, lines.held_back));
        }
        return true;
    });
    return sums;
}

std::vector<LogEntry> LineLimit::take_all_sums() { return take_sums(SteadyTime::max()); }

}  // namespace plexus::app
