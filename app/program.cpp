#include "program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include <api/core/printable.hpp>

#include <kernel/configuration.hpp>
#include <kernel/process.hpp>

#include "fatal.hpp"
#include "help.hpp"
#include "log_options.hpp"
#include "log_writer.hpp"
#include "signal_watch.hpp"

namespace plexus::app {
namespace {

using namespace kernel;

// For a standard error that nobody reads. Within the second that is between the default of
// --stop-within and what an operator is promised.
constexpr int report_limit_ms = 200;

int report(const Problems& problems, int exit_code) {
    const Interrupt never;
    for (const std::string& problem : problems) {
        write_text(STDERR_FILENO, "plexus: " + printable(problem) + '\n', never, report_limit_ms);
    }
    return exit_code;
}

/// A file that takes the number of a closed standard stream would get what is printed to that.
void open_standard_streams() {
    int number = 0;
    while (number <= STDERR_FILENO && number >= 0) number = ::open("/dev/null", O_RDWR);
    if (number >= 0) ::close(number);
}

SignalWatch::Actions actions_for(Node& node, LogOutput& log, bool is_command) {
    SignalWatch::Actions actions;
    actions.stop = [&node] { node.request_stop(static_cast<int>(ExitCode::fine)); };
    if (is_command) return actions;  // which ends with its terminal, like any other command
    actions.reopen_log = [&log] { log.reopen(); };
    actions.report_status = [&node] { node.report_status(); };
    return actions;
}

int run(Configuration configuration, const Environment& environment) {
    const OptionValues& values = configuration.values;
    // Who gives a command waits for its answer, and not for how the node comes and goes.
    const bool is_command = configuration.command.has_value();
    // On the heap because a node that hangs must not be destroyed, nor what it was made from.
    auto node = std::make_unique<Node>(std::move(configuration.blueprint),
                                       node_options(values, environment));
    LogOutput log(log_settings(values, is_command ? Severity::warn : Severity::info),
                  node->metrics().metric("log.dropped"));
    const FatalFlush fatal(log);
    int exit_code = 0;
    {
        const SignalWatch signals(actions_for(*node, log, is_command));
        exit_code = node->run(std::move(configuration.command));
    }
    log.flush(LogWriter::closing_limit);
    report(node->problems(), exit_code);
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
    open_standard_streams();
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
