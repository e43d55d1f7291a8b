#include <kit/discovery/recent_nodes.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;
using namespace plexus::discovery;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(recent_nodes)

namespace {

net::NodeId id_of(std::size_t number) {
    net::NodeId id;
    id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[1] = static_cast<std::uint8_t>(number);
    return id;
}

constexpr SteadyTime start{};

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_is_left_alone_for_a_while) {
    RecentNodes recent;
    recent.add(id_of(1), start);

    BOOST_TEST(recent.contains(id_of(1), start + 14s));
    BOOST_TEST(!recent.contains(id_of(1), start + 15s));
    BOOST_TEST(!recent.contains(id_of(2), start));
}

BOOST_AUTO_TEST_CASE(a_forgotten_node_may_be_examined_at_once) {
    RecentNodes recent;
    recent.add(id_of(1), start);

    recent.forget(id_of(1));

    BOOST_TEST(!recent.contains(id_of(1), start));
}

BOOST_AUTO_TEST_CASE(it_never_remembers_more_than_its_bound) {
    RecentNodes recent;
    for (std::size_t number = 0; number < RecentNodes::max_remembered; ++number) {
        recent.add(id_of(number), number < 100 ? start : start + 10s);
    }

    recent.add(id_of(5000), start + 16s);
    BOOST_TEST(recent.size() == RecentNodes::max_remembered - 100 + 1);
    BOOST_TEST(recent.contains(id_of(200), start + 16s));

    for (std::size_t number = 5001; number < 10'000; ++number)
        recent.add(id_of(number), start + 16s);
    BOOST_TEST(recent.size() <= RecentNodes::max_remembered);
}

BOOST_AUTO_TEST_SUITE_END()
