#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <api/plugin/options.hpp>

#include <node/node_config.hpp>

#include "option_values.hpp"

namespace plexus::embed {

/// The options of the node itself, declared as a plugin declares its own.
struct NodeOptions {
    using List = std::vector<std::string>;

    // More threads than any machine we know has cores; above it is a slip of the finger.
    static constexpr unsigned most_threads = 1024;

    static constexpr Option<List> plugins{.name = "plugins",
                                          .help = "plugins by name or path: eth67,discv4,bsc"};
    static constexpr Option<List> plugin_dir{
        .name = "plugin-dir",
        .help = "another folder of plugins, searched before the installed ones"};
    static constexpr Option<List> bind{.name = "bind",
                                       .help = "KEY=PLUGIN: who serves a key that several provide"};
    static constexpr Option<std::string> defaults{
        .name = "defaults", .help = "the table of default providers (installed: defaults.ini)"};
    static constexpr Option<std::string> config{.name = "config",
                                                .help = "an ini file with the same options"};
    static constexpr Option<std::string> data_dir{
        .name = "data-dir", .fallback = "~/.plexus", .help = "the node's folder"};
    // Two even on one core: a handler that computes for long then does not stop the other peers.
    // specs() replaces this default by the number of cores where that is higher.
    static constexpr Option<unsigned> threads{.name = "threads",
                                              .fallback = 2,
                                              .minimum = 1,
                                              .maximum = most_threads,
                                              .help = "threads for peers, and as many for plugins"};
    static constexpr Option<unsigned> blocking_threads{.name = "blocking-threads",
                                                       .fallback = 2,
                                                       .minimum = 1,
                                                       .maximum = most_threads,
                                                       .help = "threads for disk and heavy work"};
    static constexpr Option<std::chrono::milliseconds> stop_within{
        .name = "stop-within",
        .fallback = std::chrono::seconds{9},
        .minimum = std::chrono::milliseconds{100},
        .maximum = std::chrono::minutes{10},
        .help = "how long plugins may take to stop"};
    static constexpr Option<std::string> metrics_file{
        .name = "metrics-file", .help = "a file that gets all metrics every 10 s and at the end"};

    static constexpr OptionList options{plugins,     plugin_dir,  bind,    defaults,
                                        config,      data_dir,    threads, blocking_threads,
                                        stop_within, metrics_file};

    static std::vector<OptionSpec> specs();
};

/// Takes over what is about threads, folders and files.
/// @param environment  says where the home folder is
/// @errors             ConfigError
void apply(const OptionValues& values, const Environment& environment, node::NodeConfig& config);

/// @returns service name -> plugin name, of the items "KEY=PLUGIN"
std::map<std::string, std::string> bindings(const OptionValues& values, Problems& problems);

}  // namespace plexus::embed
