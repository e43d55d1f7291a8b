#include "plexus_process.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <tests/kernel/temporary_folder.hpp>

BOOST_AUTO_TEST_SUITE(program)

namespace {

using namespace plexus::app;
using plexus::kernel::TemporaryFolder;
using namespace std::chrono_literals;

using Arguments = std::vector<std::string>;

struct Failure {
    Arguments arguments;
    int exit_code;
    std::string because;

    friend std::ostream& operator<<(std::ostream& out, const Failure& failure) {
        for (const std::string& argument : failure.arguments) out << argument << ' ';
        return out;
    }
};

std::string bad(const std::string& name) { return BAD_PLUGINS "/" + name + ".so"; }

// Each ends in one line that begins with "plexus: ", before anything is started.
const std::vector<Failure> failures{
    {{}, 2, "no plugins given"},
    {{"--plugins", "eth99"}, 2, "unknown plugin 'eth99'"},
    {{"--plugins", "listener"}, 2, "nobody provides toy.voice/1, which listener needs; add one of"},
    {{"--plugins", "voice,shout"}, 2, "decide with --bind toy.voice=shout"},
    {{"--plugins", "hen,egg"}, 2, "circle: egg needs toy.egg/1 of hen, hen needs toy.hen/1 of egg"},
    {{"--plugins", "voice", "--volumme", "1"}, 2, "did you mean '--volume'?"},
    {{"--plugins", "voice", "--truoble.at", "run"}, 2, "unknown option --truoble.at\n"},
    {{"--plugins", "voice", "--volume", "101"}, 2, "must be a whole number from 0 to 100"},
    {{"--plugins", "voice", "--volume"}, 2, "--volume needs a value"},
    {{"--volume=", "3", "--plugins", "voice"}, 2, "--volume needs a value"},
    {{"--plugin", "voice"}, 2, "unknown option --plugin; did you mean '--plugins'?"},
    {{"--halp"}, 2, "unknown option --halp; did you mean '--help'?"},
    {{"-v"}, 2, "unknown option -v: options begin with two dashes"},
    {{"voice"}, 2, "unknown command 'voice', but there is such a plugin: --plugins voice"},
    {{"--plugins", "listener", "voice"}, 2, "there is such a plugin: --plugins listener,voice"},
    {{"plugins", "voice"}, 2, "'voice' is not understood"},
    {{"plugins", "--off=/tmp"}, 2, "unknown option --off; did you mean '--of'?"},
    {{"plugins", "--off", "/tmp"}, 2, "unknown option --off; did you mean '--of'?"},
    {{"--version", "--halp"}, 2, "unknown option --halp; did you mean '--help'?"},
    {{"--plugins", "voice", "--log-level", "loud"}, 2, "--log-level must be"},
    {{"--plugins", "voice", "--log-level", "voise=debug"},
     2,
     "--log-level names 'voise', but there is no such plugin; did you mean 'voice'?"},
    {{"plugins", "--of", ""}, 2, "--of is empty; it takes the data folder of the running node"},
    {{"join", "voice", "--volume", "9"},
     2,
     "an option of the plugin that joins is given as --set volume=VALUE"},
    {{"--plugins", "voice", "--log-format", "xml"},
     2,
     "--log-format must be a text out of text and json"},
    {{"--plugins", "voice", "--log-file-size", "12x"}, 2, "--log-file-size must be a size"},
    {{"--plugins", "voice", "--log-file", "/tmp"}, 2, "cannot write the log file"},
    {{"--plugins", "voice", "--log-file", "/nonexistent/log"}, 2, "cannot write the log file"},
    {{"--plugins", "voice", "--log-file", "/dev/full"},
     2,
     "cannot write the log file /dev/full: No space left on device; choose another"},
    {{"--plugins", "voice", "--metrics-file", "/nonexistent/metrics"}, 2, "metrics file"},
    {{"--plugins", "voice", "--config", "/nonexistent"}, 2, "cannot read /nonexistent"},
    {{"--plugins", bad("no_plugin")}, 2, "it has no section .plexus.plugin; see PLEXUS_PLUGIN"},
    {{"--plugins", bad("other_interface")}, 2, "was built for interface 99 of plexus"},
    {{"--plugins", bad("other_toolchain")}, 2, "was built with 'msvc-6.0'"},
    {{"--plugins", bad("other_descriptor")}, 2, "was built for interface 98 of plexus"},
    {{"--plugins", bad("unresolved")}, 2, "function_that_nobody_has"},
    {{"--plugins", "trouble", "--at", "constructor"}, 1, "could not be made: trouble at"},
    {{"--plugins", "trouble", "--at", "lookup"}, 1, "uses toy.voice/1"},
    {{"--plugins", "trouble", "--at", "start"}, 1, "failed to start: trouble at start"},
    {{"--plugins", "trouble", "--at", "config"}, 2, "trouble: port 1 is taken"},
    {{"sing"}, 2, "unknown command 'sing'"},
    {{"status", "/nonexistent"}, 2, "no node responds at /nonexistent/control.sock"},
    {{"init", "/tmp/plexus.ini", "moon"},
     2,
     "the chain is one of bsc, ethereum, devnet, not 'moon'"},
    {{"init", "/dev/null"}, 2, "exists and is not overwritten"},
    {{"status", "a", "b"}, 2, "takes one word"},
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A node that runs until it is told to stop.
struct Running {
    explicit Running(Arguments arguments)
        : process([&] {
              arguments.insert(arguments.end(), {"--plugin-dir", GOOD_PLUGINS, "--data-dir",
                                                 folder.path().string()});
              return arguments;
          }()) {}

    TemporaryFolder folder;
    Process process;
};

}  // namespace

BOOST_DATA_TEST_CASE(a_failure_is_one_clear_line_and_a_code,
                     boost::unit_test::data::make(failures)) {
    const Process::Outcome outcome = run_plexus(sample.arguments);

    BOOST_TEST(outcome.exit_code == sample.exit_code);
    BOOST_TEST(outcome.err.starts_with("plexus: "), outcome.err);
    BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1, outcome.err);
    BOOST_TEST(contains(outcome.err, sample.because), outcome.err);
    BOOST_TEST(outcome.out == "");
}

BOOST_AUTO_TEST_CASE(a_plugin_goes_through_the_steps_of_its_life) {
    Running node({"--plugins", "listener,voice"});
    BOOST_TEST(node.process.prints("runs"));

    node.process.signal(SIGINT);

    const Process::Outcome outcome = node.process.finish();
    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(outcome.out == "made\nstarted with 1\nruns\nstopped\ndestroyed\n");
}

BOOST_AUTO_TEST_CASE(a_failing_start_undoes_the_earlier_ones) {
    const Process::Outcome outcome =
        run_plexus({"--plugins", "shout,listener,trouble", "--at", "start"});

    BOOST_TEST(outcome.exit_code == 1);
    BOOST_TEST(outcome.out == "made\nstarted with 1\nstopped\ndestroyed\n");
}

BOOST_AUTO_TEST_CASE(a_failing_stop_does_not_keep_the_others_from_stopping) {
    Running node({"--plugins", "listener,voice,trouble", "--at", "stop"});
    BOOST_TEST(node.process.prints("runs"));

    node.process.signal(SIGTERM);

    const Process::Outcome outcome = node.process.finish();
    BOOST_TEST(outcome.exit_code == 1);
    BOOST_TEST(outcome.out.ends_with("stopped\ndestroyed\n"));
    BOOST_TEST(contains(outcome.err, "plexus: plugin 'trouble' failed to stop: trouble at stop\n"));
}

const std::vector<std::string> ways_to_hang{"hang", "block"};

BOOST_DATA_TEST_CASE(a_plugin_that_does_not_stop_is_named_when_time_is_up,
                     boost::unit_test::data::make(ways_to_hang)) {
    Running node({"--plugins", "listener,voice,trouble", "--at", sample, "--stop-within", "200ms",
                  "--threads", "3"});
    BOOST_TEST(node.process.prints("stuck"));

    node.process.signal(SIGINT);

    const Process::Outcome outcome = node.process.finish();
    BOOST_TEST(outcome.exit_code == 1);
    BOOST_TEST(contains(outcome.err, "did not stop in time; still busy: trouble run\n"));
    BOOST_TEST(!contains(outcome.out, "destroyed"));
}

BOOST_AUTO_TEST_CASE(a_second_signal_ends_the_process_at_once) {
    Running node({"--plugins", "listener,voice,trouble", "--at", "hang", "--stop-within", "10m"});
    BOOST_TEST(node.process.prints("stuck"));

    // Signals in quick succession count as one, so this goes on until one of them is the second.
    while (node.process.is_alive()) node.process.signal(SIGINT);

    const Process::Outcome outcome = node.process.finish();
    BOOST_TEST(outcome.exit_code == 1);
    BOOST_TEST(!contains(outcome.out, "destroyed"));
}

BOOST_AUTO_TEST_CASE(a_data_folder_in_use_is_refused) {
    Running node({"--plugins", "listener,voice"});
    BOOST_TEST(node.process.prints("runs"));

    const std::string folder = node.folder.path().string();
    Process second({"--plugins", "voice", "--plugin-dir", GOOD_PLUGINS, "--data-dir", folder});

    const Process::Outcome outcome = second.finish();
    BOOST_TEST(outcome.exit_code == 2);
    BOOST_TEST(outcome.err == "plexus: the data folder " + folder +
                                  " is in use by another node; stop that one, or choose another "
                                  "folder with --data-dir\n");
}

BOOST_AUTO_TEST_CASE(a_command_runs_in_place_of_its_plugins_life) {
    const Process::Outcome outcome =
        run_plexus({"say-voice", "hello", "world", "--only-voice", "!", "--volume=7"});

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(outcome.out == "hello!\nworld!\nvolume 7\n");
}

BOOST_AUTO_TEST_CASE(the_code_of_a_command_is_that_of_the_process) {
    BOOST_TEST(run_plexus({"say-voice"}).exit_code == 3);
}

BOOST_AUTO_TEST_CASE(the_plan_is_printed_and_nothing_started) {
    const Process::Outcome outcome =
        run_plexus({"--plugins", "listener,voice", "--plan", "--control=false"});

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(outcome.out ==
               "1. voice 1.2.3\n   provides toy.voice/1\n2. listener 1.0.0\n"
               "   requires toy.voice/1 from voice\n   collects toy.voice/1 from voice\n");
}

BOOST_AUTO_TEST_CASE(help_shows_the_options_of_the_listed_plugins_and_all_commands) {
    const Process::Outcome outcome = run_plexus({"--plugins", "voice", "--help"});

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(contains(outcome.out, "--voice.volume NUMBER (=50)"));
    BOOST_TEST(contains(outcome.out, "say-shout WORD..."));
    BOOST_TEST(!contains(outcome.out, "--trouble.at"));
}

BOOST_AUTO_TEST_CASE(the_list_of_plugins_shows_the_broken_ones_with_the_reason) {
    const Process::Outcome outcome = run_plexus({"plugins", "--plugin-dir", BAD_PLUGINS});

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(contains(outcome.out, "voice 1.2.3  a toy that speaks\n"));
    BOOST_TEST(contains(outcome.out, "    provides  toy.voice/1\n"));
    BOOST_TEST(contains(outcome.out, "    option    --voice.volume=50"));
    BOOST_TEST(contains(outcome.out, "other_interface  cannot be used\n"));
}

// Each meets the bomb's declarations on its way; its code would end the process.
const std::vector<Failure> harmless{
    {{"plugins"}, 0, ""},
    {{"--help"}, 0, ""},
    {{"--plugins", "voice,bomb", "--plan"}, 0, ""},
    {{"--plugins", "bomb", "--help"}, 0, ""},
    {{"say-voice", "a"}, 0, ""},
    {{"--version"}, 0, ""},
    {{"--plugins", "voice", "--fuse", "1s"}, 2, "option --fuse belongs to plugin 'bomb'"},
    {{"--plugins", "voice,bomb", "--fuze", "1s"}, 2, "did you mean '--fuse'?"},
    {{"--plugins", "bom"}, 2, "did you mean 'bomb'?"},
    {{"defuze"}, 2, "did you mean 'defuse'?"},
};

BOOST_DATA_TEST_CASE(no_code_runs_of_a_plugin_that_is_not_started,
                     boost::unit_test::data::make(harmless)) {
    const Process::Outcome outcome = run_plexus(sample.arguments);

    BOOST_TEST(outcome.exit_code == sample.exit_code);
    BOOST_TEST(contains(outcome.err, sample.because), outcome.err);
}

BOOST_AUTO_TEST_CASE(the_code_of_a_plugin_that_is_started_does_run) {
    BOOST_TEST(run_plexus({"--plugins", "bomb"}).exit_code == -SIGABRT);
}

BOOST_AUTO_TEST_CASE(only_the_plugins_of_the_plan_are_mapped) {
    ::setenv("LD_DEBUG", "files", 1);
    const Process::Outcome outcome = run_plexus({"say-voice", "a"});
    ::unsetenv("LD_DEBUG");

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(contains(outcome.err, GOOD_PLUGINS "/voice.so"));
    for (const char* other : {"shout.so", "listener.so", "trouble.so", "bomb.so"}) {
        BOOST_TEST(!contains(outcome.err, other), other);
    }
}

BOOST_AUTO_TEST_CASE(the_log_goes_where_and_as_deep_as_it_is_told) {
    const TemporaryFolder folder;
    const std::string log = (folder.path() / "log").string();

    const Process::Outcome quiet = run_plexus({"say-voice", "a", "--log-level", "error"});
    const Process::Outcome loud =
        run_plexus({"say-voice", "a", "--log-level", "error,kernel=debug", "--log-file", log});

    BOOST_TEST(quiet.err == "");
    BOOST_TEST(contains(loud.err, "debug kernel: phase begins phase=voice start\n"));
    BOOST_TEST(std::filesystem::file_size(log) == loud.err.size());
}

BOOST_AUTO_TEST_CASE(an_output_that_cannot_be_written_is_a_failure) {
    const TemporaryFolder folder;
    const std::string messages = (folder.path() / "messages").string();
    for (const char* rest : {"--help > /dev/full", "plugins > /dev/full", "--version > /dev/full",
                             "--version >&-", "plugins >&-"}) {
        const std::string line = std::string(PLEXUS_BINARY " ") + rest + " 2> " + messages;
        const int status = std::system(line.c_str());
        std::ifstream file(messages);
        std::string message;
        std::getline(file, message);

        BOOST_TEST(WEXITSTATUS(status) == 1);
        BOOST_TEST(contains(message, "plexus: the output cannot be written"), message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
