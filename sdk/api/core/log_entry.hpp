#pragma once

#include <boost/log/core/record_view.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "log.hpp"

namespace plexus::inline v1 {

/// A record of the log, read: what a sink needs to write it in whatever format.
struct LogEntry {
    std::chrono::system_clock::time_point time{};                ///< when the line was begun
    Severity severity = Severity::info;                          ///< its level
    std::string channel{};                                       ///< the plugin's name
    std::string message{};                                       ///< the sentence
    std::vector<std::pair<std::string, LogValue>> attributes{};  ///< as they were written
    bool never_limited = false;                                  ///< see NeverLimited
};

/// Reads a record that PLEXUS_LOG made, or any other of Boost.Log's as far as it has the same
/// parts.
PLEXUS_API LogEntry log_entry(const boost::log::record_view& record);

/// One line for people, without its end: "2025-01-31 12:00:00.123 info  rlpx: sentence name=value".
/// The time is local. A value that could be taken for more than one stands in quotes.
PLEXUS_API std::string log_text(const LogEntry& entry);

/// "sentence name=value name=value", the rest of log_text().
PLEXUS_API std::string log_sentence(const LogEntry& entry);

/// One JSON object, without an end of line: "time" (RFC 3339, UTC, microseconds), "severity",
/// "channel", "message", and each attribute as a member: a number, true or false, or a string.
///
/// Texts of remote nodes are made printable() in either form.
PLEXUS_API std::string log_json(const LogEntry& entry);

}  // namespace plexus::inline v1
