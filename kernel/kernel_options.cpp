#include "kernel_options.hpp"

#include <algorithm>
#include <thread>

namespace plexus::kernel {
namespace {

using enum OptionKind;

// More threads than any machine we know has cores; above it is a slip of the finger.
constexpr std::int64_t most_threads = 1024;
constexpr std::int64_t shortest_stop_ms = 100;
constexpr std::int64_t longest_stop_ms = 600'000;

// Each one is renamed when the log file is put aside.
constexpr std::int64_t most_log_files = 1000;

std::string core_count() {
    // Two even on one core: a handler that computes for long then does not stop the other peers.
    return std::to_string(std::max(2U, std::thread::hardware_concurrency()));
}

std::filesystem::path expand_home(const std::string& path, const Environment& environment) {
    if (!path.starts_with("~/")) return path;
    const auto home = environment.find("HOME");
    if (home == environment.end()) {
        throw ConfigError("HOME is not set, so " + path + " is nowhere; choose a --data-dir");
    }
    return std::filesystem::path(home->second) / path.substr(2);
}

}  // namespace

std::vector<OptionSpec> kernel_options() {
    OptionSpec threads{"threads", number, core_count(), "threads of the event loop"};
    OptionSpec blocking{"blocking-threads", number, core_count(),
                        "threads for disk and heavy work"};
    for (OptionSpec* spec : {&threads, &blocking}) {
        spec->minimum = 1;
        spec->maximum = most_threads;
    }
    OptionSpec stop{"stop-within", duration, "9s", "how long plugins may take to stop"};
    stop.minimum = shortest_stop_ms;
    stop.maximum = longest_stop_ms;
    OptionSpec log_files{"log-file-count", number, "5", "log files that are kept when put aside"};
    log_files.maximum = most_log_files;
    return {
        {"plugins", list, "", "plugins by name or path: eth67,discv4,bsc"},
        {"plugin-dir", list, "", "another folder of plugins, searched before the installed ones"},
        {"bind", list, "", "KEY=PLUGIN: who serves a key that several provide"},
        {"defaults", text, "", "the table of default providers (installed: defaults.ini)"},
        {"config", text, "", "an ini file with the same options"},
        {"data-dir", text, "~/.plexus", "the node's folder"},
        threads,
        blocking,
        stop,
        {"log-level", list, "",
         "debug, info, warn or error; CHANNEL=LEVEL for one plugin (info, for commands warn)"},
        {"log-format", text, "text", "how a line is written", 0, 0, {"text", "json"}},
        {"log-file", text, "", "a file that gets the log too"},
        {"log-file-size", text, "100MiB",
         "the log file is put aside before it grows beyond; 0: never"},
        log_files,
        {"metrics-file", text, "", "a file that gets all metrics every 10 s and at the end"},
        {"plan", flag, "false", "show what would be started, in which order, and stop"},
        {"help", flag, "false", "show this, with the options of the listed plugins, and stop"},
        {"version", flag, "false", "show the version and stop"},
    };
}

NodeOptions node_options(const OptionValues& values, const Environment& environment) {
    NodeOptions options;
    options.data_dir = expand_home(text_value(values.at("data-dir")), environment);
    options.threads = static_cast<unsigned>(number_value(values.at("threads")));
    options.blocking_threads = static_cast<unsigned>(number_value(values.at("blocking-threads")));
    options.metrics_file = text_value(values.at("metrics-file"));
    options.stop_within = duration_value(values.at("stop-within"));
    return options;
}

std::map<std::string, std::string> bindings(const OptionValues& values, Problems& problems) {
    std::map<std::string, std::string> result;
    for (const std::string& item : list_value(values.at("bind"))) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == item.size()) {
            problems.push_back("--bind must be KEY=PLUGIN, not '" + item + "'");
        } else if (!result.emplace(item.substr(0, equals), item.substr(equals + 1)).second) {
            problems.push_back("--bind decides " + item.substr(0, equals) + " twice");
        }
    }
    return result;
}

}  // namespace plexus::kernel
