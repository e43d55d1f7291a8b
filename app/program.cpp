#include "program.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include <kernel/configuration.hpp>
#include <kernel/logging.hpp>
#include <kernel/process.hpp>

#include "help.hpp"
#include "signal_watch.hpp"

namespace plexus::app {
namespace {

using namespace kernel;

int report(const Problems& problems, int exit_code) {
    for (const std::string& problem : problems) std::cerr << "plexus: " << problem << '\n';
    return exit_code;
}

int run(Configuration configuration, const Environment& environment) {
    const OptionValues& values = configuration.values;
    // Who gives a command waits for its answer, and not for how the node comes and goes.
    const Severity general = configuration.command ? Severity::warn : Severity::info;
    const LogOutput log(parse_log_levels(list_value(values.at("log-level")), general),
                        text_value(values.at("log-file")));
    // On the heap because a node that hangs must not be destroyed, nor what it was made from.
    auto node = std::make_unique<Node>(std::move(configuration.blueprint),
                                       node_options(values, environment));
    int exit_code = 0;
    {
        const SignalWatch signals(
            [&node] { node->request_stop(static_cast<int>(ExitCode::fine)); });
        exit_code = node->run(std::move(configuration.command));
    }
    report(node->problems(), exit_code);
    flush_log();
    std::cout.flush();
    if (node->hung()) std::_Exit(exit_code);
    return exit_code;
}

int act(Configuration configuration, const Environment& environment) {
    constexpr int bad_configuration = static_cast<int>(ExitCode::configuration);
    switch (configuration.action) {
        case Action::print_help:
            print_help(std::cout, configuration.table, *configuration.loader);
            return report(configuration.problems,
                          configuration.problems.empty() ? 0 : bad_configuration);
        case Action::print_version:
            print_version(std::cout);
            return 0;
        case Action::list_plugins:
            print_plugins(std::cout, *configuration.loader);
            return 0;
        case Action::print_plan:
            print(std::cout, configuration.blueprint.plan);
            return 0;
        case Action::run:
            return run(std::move(configuration), environment);
    }
    return bad_configuration;
}

}  // namespace

int run_program(int count, char** arguments) {
    // A reader of our output that goes away is no reason to leave the network without a goodbye.
    std::signal(SIGPIPE, SIG_IGN);
    const Environment environment = environment_variables();
    const Invocation invocation{std::vector<std::string>(arguments + 1, arguments + count),
                                environment, installation()};
    Configuration configuration = configure(invocation);
    const bool helps = configuration.action == Action::print_help && configuration.loader;
    if (!configuration.problems.empty() && !helps) {
        return report(configuration.problems, static_cast<int>(ExitCode::configuration));
    }
    try {
        return act(std::move(configuration), environment);
    } catch (const ConfigError& error) {
        return report({error.what()}, static_cast<int>(ExitCode::configuration));
    }
}

}  // namespace plexus::app
