#include <signal.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include <tests/kernel/temporary_folder.hpp>

#include "plexus_process.hpp"

namespace logging {
namespace {

using namespace plexus::app;
using namespace std::chrono_literals;

using Arguments = std::vector<std::string>;

/// A node with the toy that says much to the log.
struct Talking {
    Process start(const Arguments& more) const {
        Arguments arguments{"--plugins",  "chatter",    "--plugin-dir",
                            GOOD_PLUGINS, "--data-dir", folder.path().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return Process(arguments);
    }
    std::string file(const std::string& name) const { return (folder.path() / name).string(); }
    std::string text_of(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(file(name)).rdbuf();
        return text.str();
    }

    /// Has the node log lines until its metrics, which it writes every 10 s, count dropped ones.
    bool tells_of_dropped_lines(const Process& node) const {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (std::chrono::steady_clock::now() < deadline) {
            node.signal(SIGUSR1);
            std::this_thread::sleep_for(200ms);
            const std::string metrics = text_of("metrics");
            const std::size_t at = metrics.find(dropped);
            if (at == std::string::npos) continue;
            const std::size_t count = at + dropped.size();
            if (metrics.find_first_of("123456789", count) == count) return true;
        }
        return false;
    }

    const std::string dropped = "\nplexus_log_dropped_total ";
    plexus::kernel::TemporaryFolder folder;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
    return found;
}

}  // namespace
}  // namespace logging

BOOST_FIXTURE_TEST_SUITE(logging, Talking)

BOOST_AUTO_TEST_CASE(json_is_one_object_a_line_with_every_attribute) {
    Process node = start({"--log-format=json", "--info-lines=1", "--log-file", file("log")});
    BOOST_TEST(node.prints("last words"));
    node.signal(SIGTERM);
    const Process::Outcome outcome = node.finish();

    std::istringstream lines(outcome.err);
    std::string line;
    boost::json::value talk;
    while (std::getline(lines, line)) {
        const boost::json::value object = boost::json::parse(line);
        BOOST_TEST(object.at("time").as_string().ends_with("Z"));
        if (object.at("message") == "talk") talk = object;
    }
    BOOST_TEST(talk.at("severity").as_string() == "info");
    BOOST_TEST(talk.at("channel").as_string() == "chatter");
    BOOST_TEST(talk.at("line").as_int64() == 0);
    BOOST_TEST(talk.at("text").as_string() == "\\x1b[2J \"said\" by=\\xff\\x0a");
    BOOST_TEST(text_of("log") == outcome.err);
}

BOOST_AUTO_TEST_CASE(a_hostile_text_stays_within_its_attribute) {
    Process node = start({"--info-lines=1"});
    BOOST_TEST(node.prints("last words"));
    node.signal(SIGTERM);

    BOOST_TEST(contains(node.finish().err,
                        "info  chatter: talk line=0 text=\"\\\\x1b[2J \\\"said\\\" by=\\\\xff"));
}

BOOST_AUTO_TEST_CASE(a_standard_error_that_nobody_reads_neither_slows_nor_stops_the_node) {
    Process node = start({"--log-level=debug", "--debug-lines=100000", "--log-file", file("log")});
    BOOST_TEST(node.prints_to_stdout("said all"));

    node.signal(SIGTERM);

    BOOST_TEST(node.wait() == 0);  // nothing of standard error has been read so far
    BOOST_TEST(contains(text_of("log"), "small talk"));
    BOOST_TEST(contains(node.finish().err, "small talk"));
}

BOOST_AUTO_TEST_CASE(lines_of_one_cause_are_limited) {
    Process node = start({"--info-lines=1000"});
    BOOST_TEST(node.prints("last words"));
    node.signal(SIGTERM);
    const std::string log = node.finish().err;

    BOOST_TEST(count(log, "chatter: talk line=") == 30U);
    BOOST_TEST(contains(log, "info  chatter: more lines like this count=970 sentence=talk\n"));
}

BOOST_AUTO_TEST_CASE(a_hang_up_reopens_the_log_file_and_ends_nothing) {
    Process node = start({"--log-file", file("log")});
    BOOST_TEST(node.prints("last words"));
    std::filesystem::rename(file("log"), file("moved"));

    node.signal(SIGHUP);
    // Of two signals that wait at once, the second may be taken first.
    while (!std::filesystem::exists(file("log")))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    node.signal(SIGUSR1);
    BOOST_TEST(node.prints("status told"));
    node.signal(SIGTERM);

    BOOST_TEST(node.finish().exit_code == 0);
    BOOST_TEST(contains(text_of("moved") + text_of("log"), "node started"));
    BOOST_TEST(!contains(text_of("moved"), "status told"));
    BOOST_TEST(contains(text_of("log"), "status told"));
}

BOOST_AUTO_TEST_CASE(a_hang_up_ends_no_node_that_has_no_log_file) {
    Process node = start({});
    BOOST_TEST(node.prints("last words"));

    node.signal(SIGHUP);
    node.signal(SIGUSR1);
    BOOST_TEST(node.prints("status told"));
    node.signal(SIGTERM);

    BOOST_TEST(node.finish().exit_code == 0);
}

BOOST_AUTO_TEST_CASE(the_log_file_is_put_aside_by_size) {
    Process node = start({"--log-level=debug", "--debug-lines=200", "--log-file", file("log"),
                          "--log-file-size=4KiB", "--log-file-count=2"});
    BOOST_TEST(node.prints("last words"));
    node.signal(SIGTERM);
    node.finish();

    BOOST_TEST(contains(text_of("log.1") + text_of("log"), "node stops"));
    BOOST_TEST(contains(text_of("log.2"), "small talk"));
    BOOST_TEST(!std::filesystem::exists(file("log.3")));
    BOOST_TEST(std::filesystem::file_size(file("log.1")) <= 4096U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_lines_and_nothing_more) {
    std::filesystem::create_symlink(file("first"), file("log"));
    Process node = start({"--log-file", file("log"), "--metrics-file", file("metrics")});
    BOOST_TEST(node.prints("last words"));
    std::filesystem::remove(file("log"));
    std::filesystem::create_symlink("/dev/full", file("log"));
    node.signal(SIGHUP);
    BOOST_TEST(tells_of_dropped_lines(node));
    node.signal(SIGTERM);
    const Process::Outcome outcome = node.finish();

    BOOST_TEST(outcome.exit_code == 0);
    BOOST_TEST(contains(outcome.err, "plexus: the log file " + file("log") +
                                         " cannot be written: No space left on device\n"));
}

const std::vector<std::pair<std::string, std::string>> defects{
    {"assert", "broken invariant condition=\"defect != \\\"assert\\\"\""},
    {"terminate", "a defect ends the process what=terminated without an exception"},
    {"throw", "a defect ends the process what=uncaught exception: nobody catches this"}};

BOOST_AUTO_TEST_CASE(a_defect_has_the_log_written_out_before_the_process_ends) {
    for (const auto& [defect, words] : defects) {
        Process node = start({"--defect", defect, "--log-file", file(defect)});
        const Process::Outcome outcome = node.finish();

        BOOST_TEST(outcome.exit_code == -SIGABRT);
        BOOST_TEST(contains(text_of(defect), "info  chatter: last words\n"));
        BOOST_TEST(contains(text_of(defect), "error plexus: "));
        BOOST_TEST(contains(text_of(defect), words), text_of(defect));
        BOOST_TEST(contains(outcome.err, words));
    }
}

BOOST_AUTO_TEST_CASE(a_defect_waits_for_no_reader) {
    Process node = start(
        {"--log-level=debug", "--debug-lines=20000", "--defect=assert", "--log-file", file("log")});

    BOOST_TEST(node.wait() == -SIGABRT);  // nothing of standard error has been read so far
    BOOST_TEST(contains(text_of("log"), "broken invariant"));
}

BOOST_AUTO_TEST_SUITE_END()
