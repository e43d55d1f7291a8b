#include <boost/test/unit_test.hpp>
#include <kit/terminal/progress_bar.hpp>
#include <sstream>

using namespace plexus;
using namespace plexus::terminal;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime began{1h};

std::string progress_detail() { return ", detail"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(progress_bar)

BOOST_AUTO_TEST_CASE(lines_come_for_every_tenth_and_every_five_seconds) {
    std::ostringstream out;
    ProgressBar bar{out, ProgressBar::Style::lines, "work", began};

    bar.show(1, began + 1s, progress_detail);
    bar.show(2, began + 5s, progress_detail);
    bar.show(3, began + 9s, progress_detail);
    bar.show(12, began + 9s, progress_detail);
    bar.show(19, began + 9s, progress_detail);
    bar.print("done\n");

    BOOST_TEST(out.str() == "work: 2%, detail\nwork: 12%, detail\ndone\n");
}

BOOST_AUTO_TEST_CASE(a_bar_redraws_its_line_ten_times_a_second) {
    std::ostringstream out;
    {
        ProgressBar bar{out, ProgressBar::Style::bar, "work", began};
        bar.show(10, began + 99ms, progress_detail);
        bar.show(50, began + 100ms, progress_detail);
        bar.show(90, began + 199ms, progress_detail);
    }

    BOOST_TEST(out.str() == "\rwork: [###############...............] 50%, detail\x1b[K\n");
}

BOOST_AUTO_TEST_CASE(the_summary_takes_the_place_of_the_bar) {
    std::ostringstream out;
    {
        ProgressBar bar{out, ProgressBar::Style::bar, "work", began};
        bar.show(100, began + 1s, progress_detail);
        bar.print("done\n");
    }

    BOOST_TEST(out.str() ==
               "\rwork: [##############################] 100%, detail\x1b[K\r\x1b[Kdone\n");
}

BOOST_AUTO_TEST_CASE(more_than_all_is_all) {
    std::ostringstream out;
    ProgressBar bar{out, ProgressBar::Style::lines, "work", began};

    bar.show(110, began, progress_detail);

    BOOST_TEST(out.str() == "work: 100%, detail\n");
}

BOOST_AUTO_TEST_CASE(the_rate_is_the_average_since_the_beginning) {
    std::ostringstream out;
    const ProgressBar bar{out, ProgressBar::Style::lines, "work", began};

    BOOST_TEST(bar.per_second(5, began) == 0U);
    BOOST_TEST(bar.per_second(5, began + 2s) == 2U);
    BOOST_TEST((bar.elapsed(began + 2s) == 2s));
}

BOOST_AUTO_TEST_SUITE_END()
