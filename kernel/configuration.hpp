#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kernel/load/loader.hpp>

#include "kernel_options.hpp"

namespace plexus::kernel {

/// How the process was called.
struct Invocation {
    std::vector<std::string> arguments;  ///< without the program's name
    Environment environment;
    std::filesystem::path installation;                  ///< where plugins and defaults lie
    std::vector<const PluginDescriptor*> own_plugins{};  ///< of an embedding program, listed or not
};

enum class Action : std::uint8_t { run, print_plan, list_plugins, print_help, print_version };

/// What the operator wants, checked; or what is wrong with it.
struct Configuration {
    Action action = Action::run;
    std::shared_ptr<Loader> loader;
    Blueprint blueprint;
    OptionTable table;
    OptionValues values;
    std::optional<CommandCall> command;  ///< instead of running
    Problems problems;                   ///< if any, the rest is fit for help at most
};

/// Reads command line, environment and file, loads the listed plugins and resolves their plan.
/// Problems are reported stage by stage, all of one stage at once, since those of the next would
/// only follow from them: loading, resolving, options. Never throws ConfigError.
Configuration configure(const Invocation& invocation);

}  // namespace plexus::kernel
