#include <kit/discovery/silence.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using discovery::Silence;

namespace silence {
namespace {

struct Fixture {
    void requests(std::size_t count, bool responded) {
        for (std::size_t i = 0; i < count; ++i) silence.note(responded);
    }

    std::size_t lines_after(Duration pause, std::size_t table = 0) {
        now += pause;
        silence.tell(log, now, table, 6, "is UDP blocked?");
        return captured.count("no node responds to discovery");
    }

    testing::LogCapture captured;
    Logger log = make_logger("discv5");
    SteadyTime now{};
    Silence silence;
};

}  // namespace
}  // namespace silence

BOOST_FIXTURE_TEST_SUITE(silence, Fixture)

BOOST_AUTO_TEST_CASE(requests_without_a_response_are_told_once_in_a_while) {
    requests(Silence::worth_a_line, false);

    BOOST_TEST(lines_after(0s) == 1U);
    BOOST_TEST(lines_after(Silence::period - 1s) == 1U);
    BOOST_TEST(lines_after(1s) == 2U);
}

BOOST_AUTO_TEST_CASE(one_response_is_enough) {
    requests(Silence::worth_a_line - 1, false);
    requests(1, true);
    requests(1, false);

    BOOST_TEST(lines_after(0s) == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_knows_others_has_nothing_to_say) {
    requests(Silence::worth_a_line, false);

    BOOST_TEST(lines_after(0s, 1) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
