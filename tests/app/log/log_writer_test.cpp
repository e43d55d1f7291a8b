#include <app/log/log_writer.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <future>

#include <app/log/line_limit.hpp>

#include "records.hpp"

namespace {

using namespace plexus;
using namespace plexus::app;
using namespace std::chrono_literals;

using Lines = std::vector<std::string>;

constexpr auto ample = 1min;  // never waited for

/// Keeps the lines, and can be held or told to refuse. Outlives the writer as a shared script.
struct Script {
    std::mutex mutex;
    Lines lines;
    int refusals = 0;
    int reopened = 0;
    std::optional<std::shared_future<void>> held;  // until when the next line waits
    std::promise<void> waiting;                    // that it does
    Counter dropped;

    Lines so_far() {
        const std::scoped_lock lock(mutex);
        return lines;
    }
};

class Target final : public LogTarget {
public:
    explicit Target(Script& script) : script_(script) {}

    bool write(std::string_view line, const Interrupt&) override {
        std::unique_lock lock(script_.mutex);
        if (const auto held = std::exchange(script_.held, std::nullopt)) {
            script_.waiting.set_value();
            lock.unlock();
            held->wait();
            lock.lock();
        }
        if (script_.refusals > 0) {
            --script_.refusals;
            return false;
        }
        script_.lines.emplace_back(line);
        return true;
    }
    void reopen() override {
        const std::scoped_lock lock(script_.mutex);
        ++script_.reopened;
    }

private:
    Script& script_;
};

std::vector<boost::log::record_view> numbered(int count, Severity severity = Severity::debug) {
    return records_of([&](Logger& log) {
        for (int i = 1; i <= count; ++i) PLEXUS_LOG_AT(log, severity) << "line" << kv("n", i);
    });
}

std::unique_ptr<LogWriter> writer_for(Script& script,
                                      std::size_t capacity = LogWriter::most_queued) {
    return std::make_unique<LogWriter>(std::make_unique<Target>(script), &log_sentence,
                                       script.dropped, capacity);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_writer)

BOOST_AUTO_TEST_CASE(records_become_lines_in_their_order) {
    Script script;
    const auto writer = writer_for(script);

    for (const auto& record : numbered(3)) writer->push(record);

    BOOST_TEST(writer->flush(ample));
    BOOST_TEST(script.so_far() == (Lines{"line n=1\n", "line n=2\n", "line n=3\n"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_queued_is_written_at_the_end) {
    Script script;
    auto writer = writer_for(script);
    for (const auto& record : numbered(100)) writer->push(record);

    writer.reset();

    BOOST_TEST(script.lines.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_full_queue_drops_records_and_tells_how_many_when_there_is_room) {
    Script script;
    std::promise<void> release;
    script.held = release.get_future().share();
    const auto writer = writer_for(script, 2);
    const auto records = numbered(5);
    writer->push(records[0]);
    script.waiting.get_future().wait();  // with the first line in hand

    for (std::size_t i = 1; i < 5; ++i) writer->push(records[i]);
    BOOST_TEST(script.dropped.value() == 2);
    BOOST_TEST(!writer->flush(0s));
    release.set_value();

    BOOST_TEST(writer->flush(ample));
    BOOST_TEST(script.so_far() == (Lines{"line n=1\n", "lines were dropped count=2\n", "line n=2\n",
                                         "line n=3\n"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refused_lines_are_counted_and_told_when_one_is_taken) {
    Script script;
    script.refusals = 3;
    auto writer = writer_for(script);

    for (const auto& record : numbered(4)) writer->push(record);
    writer->flush(ample);

    BOOST_TEST(script.dropped.value() >=
               2);  // one of the refusals may have met the line that tells it
    writer.reset();
    BOOST_TEST(std::ranges::count_if(script.lines, [](const std::string& line) {
                   return line.starts_with("lines were dropped");
               }) == 1);
}

BOOST_AUTO_TEST_CASE(lines_of_one_cause_are_limited_and_summed_up_at_the_end) {
    Script script;
    auto writer = writer_for(script);
    for (const auto& record : numbered(100, Severity::info)) writer->push(record);

    writer.reset();

    BOOST_TEST(script.lines.size() == LineLimit::lines_per_period + 1);
    BOOST_TEST(script.lines.back() == "more lines like this count=70 sentence=line\n");
}

BOOST_AUTO_TEST_CASE(a_target_is_reopened_before_the_next_line) {
    Script script;
    const auto writer = writer_for(script);

    writer->reopen();
    writer->push(numbered(1).front());

    BOOST_TEST(writer->flush(ample));
    BOOST_TEST(script.reopened == 1);
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_holds_up_neither_who_logs_nor_the_end) {
    std::array<int, 2> ends{};
    BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
    const Descriptor reading(ends[0]), writing(ends[1]);
    // Less than the queue holds, so that the pipe fills whatever the writer drops.
    BOOST_TEST_REQUIRE(::fcntl(writing.number(), F_SETPIPE_SZ, 4096) > 0);
    Counter dropped;
    auto writer = std::make_unique<LogWriter>(std::make_unique<LogStream>(writing.number()),
                                              &log_sentence, dropped, 1000);

    for (const auto& record : numbered(20'000)) writer->push(record);

    BOOST_TEST(dropped.value() > 0);
    BOOST_TEST(!writer->flush(1ms));
    writer.reset();
}

BOOST_AUTO_TEST_CASE(a_pipe_without_a_reader_is_no_end_of_anything) {
    ::signal(SIGPIPE, SIG_IGN);  // as the program does
    std::array<int, 2> ends{};
    BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
    const Descriptor writing(ends[1]);
    ::close(ends[0]);
    Counter dropped;
    LogWriter writer(std::make_unique<LogStream>(writing.number()), &log_sentence, dropped);

    for (const auto& record : numbered(3)) writer.push(record);

    BOOST_TEST(writer.flush(ample));
    BOOST_TEST(dropped.value() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
