#include "program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

#include <api/core/printable.hpp>

#include <app/log/log_options.hpp>
#include <app/log/log_writer.hpp>
#include <embed/installation.hpp>
#include <node/node.hpp>

#include "configuration.hpp"
#include "fatal.hpp"
#include "help.hpp"
#include "memory_return.hpp"
#include "signal_watch.hpp"

namespace plexus::app {
namespace {

using namespace kernel;

// For a standard error without a reader. Within the second that is between the default of
// --stop-within and what an operator is promised.
constexpr int report_limit_ms = 200;

void tell(const Problems& problems) {
    const Interrupt never;
    for (const std::string& problem : problems) {
        write_text(STDERR_FILENO, "plexus: " + printable(problem) + '\n', never, report_limit_ms);
    }
}

int report(const Problems& problems, int exit_code) {
    tell(problems);
    return exit_code;
}

/// What a command prints is its result: if that cannot be written, the command has failed.
int after_output(int exit_code) {
    errno = 0;
    if (std::cout.flush()) return exit_code;
    const std::string reason = errno != 0 ? std::string(": ") + std::strerror(errno) : "";
    const int failure = static_cast<int>(ExitCode::failure);
    return report({"the output cannot be written" + reason}, exit_code != 0 ? exit_code : failure);
}

/// A file that takes the number of a closed standard stream would get what is printed to that. An
/// output that was closed cannot be written here either: a result that is lost is a failure.
void open_standard_streams() {
    for (int number = 0; number <= STDERR_FILENO; ++number) {
        if (::fcntl(number, F_GETFD) >= 0) continue;
        // It gets the lowest free number, which is this one.
        if (::open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY) != number) return;
    }
}

SignalWatch::Actions actions_for(node::Node& node, LogOutput& log, bool is_command) {
    SignalWatch::Actions actions;
    actions.stop = [&node] { node.request_stop(static_cast<int>(ExitCode::fine)); };
    if (is_command) return actions;  // a command ends with its terminal
    actions.reopen_log = [&log] { log.reopen(); };
    actions.report_status = [&node] { node.report_status(); };
    return actions;
}

int run(Configuration configuration) {
    // The output of a command is its result; lines about starting and stopping would only be in the
    // way.
    const bool is_command = configuration.command.has_value();
    const LogSettings settings =
        log_settings(configuration.assembly.values, is_command ? Severity::warn : Severity::info);
    // On the heap because a node that hangs must not be destroyed, nor what it was made from.
    auto node = std::make_unique<node::Node>(std::move(configuration.assembly.config));
    LogOutput log(settings, node->metrics().counter({"plexus_log_dropped_total",
                                                     "Log lines that found no room in a queue"}));
    const FatalFlush fatal(log);
    int exit_code = 0;
    {
        const SignalWatch signals(actions_for(*node, log, is_command));
        const MemoryReturn memory_return;
        exit_code = node->run(std::move(configuration.command));
    }
    log.flush(LogWriter::closing_limit);
    report(node->problems(), exit_code);
    if (node->hung()) std::_Exit(after_output(exit_code));
    return exit_code;
}

int act(Configuration configuration) {
    constexpr int bad_configuration = static_cast<int>(ExitCode::configuration);
    const embed::Assembly& assembly = configuration.assembly;
    switch (configuration.action) {
        case Action::request:
            perform(configuration.request, std::cout);
            return 0;
        case Action::print_help:
            print_help(std::cout, assembly.table, *assembly.loader);
            return report(configuration.problems(),
                          configuration.problems().empty() ? 0 : bad_configuration);
        case Action::write_configuration:
            write_configuration(configuration.init, assembly.table, std::cout);
            return 0;
        case Action::print_version:
            print_version(std::cout);
            return 0;
        case Action::list_plugins:
            print_plugins(std::cout, *assembly.loader);
            return 0;
        case Action::print_plan:
            print(std::cout, assembly.config.plan);
            return 0;
        case Action::run:
            return run(std::move(configuration));
    }
    return bad_configuration;
}

}  // namespace

int run_program(int count, char** arguments) {
    // If the reader of our output goes away, the write fails; the process must not end without a
    // Disconnect to its peers.
    std::signal(SIGPIPE, SIG_IGN);
    // A node is not to end by it, however early; SignalWatch gives it its meaning.
    const auto hangup_at_start = std::signal(SIGHUP, SIG_IGN);
    open_standard_streams();
    try {
        Configuration configuration =
            configure({std::vector<std::string>(arguments + 1, arguments + count),
                       embed::environment_variables(), embed::installation()});
        const bool is_node = configuration.action == Action::run && !configuration.command;
        if (!is_node) std::signal(SIGHUP, hangup_at_start);  // a command ends with its terminal
        tell(configuration.assembly.warnings);
        const bool helps =
            configuration.action == Action::print_help && configuration.assembly.loader;
        if (!configuration.problems().empty() && !helps) {
            return report(configuration.problems(), static_cast<int>(ExitCode::configuration));
        }
        return after_output(act(std::move(configuration)));
    } catch (const ConfigError& error) {
        return report({error.what()}, static_cast<int>(ExitCode::configuration));
    } catch (const std::exception& error) {
        return report({error.what()}, static_cast<int>(ExitCode::failure));
    }
}

}  // namespace plexus::app
