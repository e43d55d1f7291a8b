#pragma once

#include <api/plugin/options.hpp>

namespace plexus::app {

/// The options of the program that an embedded node does not have.
struct ProgramOptions {
    static constexpr Option<std::vector<std::string>> log_level{
        .name = "log-level",
        .help =
            "debug, info, warn or error; CHANNEL=LEVEL for one plugin (info, for commands "
            "warn)"};
    static constexpr Option<std::string> log_file{.name = "log-file",
                                                  .help = "a file that gets the log too"};
    static constexpr Option<std::string> log_format{.name = "log-format",
                                                    .fallback = "text",
                                                    .help = "how a line is written",
                                                    .choices = {"text", "json"}};
    static constexpr Option<ByteSize> log_file_size{
        .name = "log-file-size",
        .fallback = 100_MiB,
        .help = "the log file is put aside before it grows beyond; 0: never"};
    // Each one is renamed when the log file is put aside, so there is a bound.
    static constexpr Option<unsigned> log_file_count{
        .name = "log-file-count",
        .fallback = 5,
        .maximum = 1000,
        .help = "log files that are kept when put aside"};
    static constexpr Option<bool> plan{
        .name = "plan", .help = "show what would be started, in which order, and stop"};
    static constexpr Option<bool> help{
        .name = "help", .help = "show this, with the options of the listed plugins, and stop"};
    static constexpr Option<bool> version{.name = "version", .help = "show the version and stop"};

    static constexpr Option<bool> control{
        .name = "control",
        .fallback = true,
        .help = "listen at a socket in the data folder: plexus join, leave, peers, ..."};
    static constexpr Option<std::string> of{
        .name = "of", .help = "the data folder of the running node that a command is for"};
    static constexpr Option<std::chrono::milliseconds> ban_for{
        .name = "for",
        .maximum = std::chrono::days{36'500},  // what a time of the calendar can hold
        .help = "plexus peer ban: how long; 0: until plexus peer unban"};
    static constexpr Option<std::vector<std::string>> set{
        .name = "set", .help = "plexus join: OPTION=VALUE of the plugin that joins"};

    static constexpr OptionList options{
        log_level, log_format, log_file, log_file_size, log_file_count, control,
        of,        ban_for,    set,      plan,          help,           version};
};

}  // namespace plexus::app
