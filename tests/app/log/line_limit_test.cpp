#include <app/log/line_limit.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace plexus;
using namespace plexus::app;
using namespace std::chrono_literals;

LogEntry line(std::string sentence, Severity severity = Severity::info) {
    LogEntry entry;
    entry.severity = severity;
    entry.channel = "peers";
    entry.message = std::move(sentence);
    return entry;
}

/// Time that passes when the test says so.
struct Time {
    std::size_t admitted(std::size_t count, const LogEntry& entry) {
        std::size_t written = 0;
        for (std::size_t i = 0; i < count; ++i) written += limit.admits(entry, now) ? 1 : 0;
        return written;
    }

    LineLimit limit;
    SteadyTime now = SteadyTime(1h);
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(line_limit, Time)

BOOST_AUTO_TEST_CASE(a_cause_has_so_many_lines_in_a_period) {
    BOOST_TEST(admitted(1000, line("peer joined")) == LineLimit::lines_per_period);

    now += LineLimit::period;
    limit.take_sums(now);

    BOOST_TEST(admitted(1000, line("peer joined")) == LineLimit::lines_per_period);
}

BOOST_AUTO_TEST_CASE(the_rest_is_summed_up_in_one_line_when_the_period_is_over) {
    admitted(1000, line("peer joined", Severity::warn));
    BOOST_TEST((limit.next_sum() == now + LineLimit::period));
    BOOST_TEST(limit.take_sums(now + LineLimit::period - 1ms).empty());

    const std::vector<LogEntry> sums = limit.take_sums(now + LineLimit::period);

    BOOST_TEST_REQUIRE(sums.size() == 1U);
    BOOST_TEST(log_sentence(sums[0]) == "more lines like this count=970 sentence=peer joined");
    BOOST_TEST(sums[0].channel == "peers");
    BOOST_TEST(sums[0].severity == Severity::warn);
    BOOST_TEST(!limit.next_sum());
    BOOST_TEST(limit.take_sums(now + 1h).empty());
}

BOOST_AUTO_TEST_CASE(strangers_who_come_and_go_for_a_day_write_little) {
    std::size_t written = 0;
    for (Duration passed{}; passed < 24h; passed += 1s) {
        now += 1s;
        written += limit.take_sums(now).size();
        written += admitted(10, line("peer joined")) + admitted(10, line("peer left"));
    }

    BOOST_TEST(written <= 2 * (24 * 60 + 1) * (LineLimit::lines_per_period + 1));
}

BOOST_AUTO_TEST_CASE(causes_do_not_take_lines_from_each_other) {
    admitted(1000, line("peer joined"));
    LogEntry elsewhere = line("peer joined");
    elsewhere.channel = "discv4";

    BOOST_TEST(limit.admits(line("peer left"), now));
    BOOST_TEST(limit.admits(elsewhere, now));
}

BOOST_AUTO_TEST_CASE(debug_lines_and_tables_are_not_limited) {
    LogEntry row = line("peer");
    row.never_limited = true;

    BOOST_TEST(admitted(1000, line("message received", Severity::debug)) == 1000U);
    BOOST_TEST(admitted(1000, row) == 1000U);
}

BOOST_AUTO_TEST_CASE(few_lines_need_no_sum) {
    admitted(LineLimit::lines_per_period, line("peer joined"));

    BOOST_TEST(!limit.next_sum());
    BOOST_TEST(limit.take_sums(now + 1h).empty());
}

BOOST_AUTO_TEST_CASE(sentences_without_end_count_as_one_cause) {
    std::size_t written = 0;
    for (std::size_t i = 0; i < 10 * LineLimit::most_causes; ++i) {
        written += admitted(1, line(std::to_string(i)));
    }

    BOOST_TEST(written == LineLimit::most_causes + LineLimit::lines_per_period);
    BOOST_TEST(limit.take_all_sums().size() == 1U);
}

BOOST_AUTO_TEST_CASE(causes_that_are_over_make_room_for_others) {
    for (std::size_t i = 0; i < LineLimit::most_causes; ++i) admitted(1, line(std::to_string(i)));

    now += LineLimit::period;

    BOOST_TEST(admitted(1000, line("peer joined")) == LineLimit::lines_per_period);
    BOOST_TEST(log_sentence(limit.take_all_sums().at(0)) ==
               "more lines like this count=970 sentence=peer joined");
}

BOOST_AUTO_TEST_SUITE_END()
