#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <app/request/node_request.hpp>
#include <embed/assembly.hpp>
#include <kernel/life/lifecycle.hpp>

#include "init.hpp"

namespace plexus::app {

using embed::Problems;

/// How the process was called.
struct Invocation {
    std::vector<std::string> arguments;  ///< without the program's name
    embed::Environment environment;
    std::filesystem::path installation;  ///< where plugins and defaults are
};

enum class Action : std::uint8_t {
    run,
    request,  ///< a request to a running node
    print_plan,
    list_plugins,
    print_help,
    write_configuration,  ///< plexus init
    print_version,
};

/// The checked configuration, or what is wrong with it.
struct Configuration {
    Action action = Action::run;
    embed::Assembly assembly;                      ///< as far as the action needs it
    std::optional<kernel::CommandCall> command{};  ///< instead of running
    NodeRequest request{};
    InitRequest init{};

    /// If there are any, the rest is good for help at most.
    const Problems& problems() const noexcept { return assembly.problems; }
};

/// Reads command line, environment and file, finds the listed plugins and resolves their plan.
/// Problems are reported stage by stage, all of one stage at once, since problems of the next would
/// only follow from them: finding, resolving, options. Never throws ConfigError.
Configuration configure(const Invocation& invocation);

}  // namespace plexus::app
