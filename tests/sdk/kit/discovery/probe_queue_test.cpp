#include <kit/discovery/probe_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <api/async/within.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace probe_queue {
namespace {

struct Fixture {
    net::Node node(std::uint32_t number) {
        net::Node node;
        node.id.bytes[0] = static_cast<std::uint8_t>(number);
        node.id.bytes[1] = static_cast<std::uint8_t>(number >> 8U);
        return node;
    }
    bool next() { return loop.run(within(1ms, queue.next())).has_value(); }

    testing::Loop loop;
    discovery::ProbeQueue queue{loop.executor()};
};

}  // namespace
}  // namespace probe_queue

BOOST_FIXTURE_TEST_SUITE(probe_queue, Fixture)

BOOST_AUTO_TEST_CASE(a_node_is_probed_once_in_a_while) {
    queue.add(node(1));
    queue.add(node(1));

    BOOST_TEST(next());
    BOOST_TEST(!next());

    loop.advance(discovery::RecentNodes::examine_again_after);
    queue.add(node(1));
    BOOST_TEST(next());
}

BOOST_AUTO_TEST_CASE(a_node_that_did_not_respond_is_probed_when_it_is_heard_of_again) {
    queue.add(node(1));
    BOOST_TEST(next());

    queue.forget(node(1).id);
    queue.add(node(1));

    BOOST_TEST(next());
}

BOOST_AUTO_TEST_CASE(a_node_above_the_capacity_is_left_out_and_not_remembered) {
    for (std::uint32_t i = 0; i <= discovery::ProbeQueue::capacity; ++i) queue.add(node(i));
    for (std::uint32_t i = 0; i < discovery::ProbeQueue::capacity; ++i) BOOST_TEST(next());
    BOOST_TEST(!next());

    queue.add(node(discovery::ProbeQueue::capacity));

    BOOST_TEST(next());
}

BOOST_AUTO_TEST_SUITE_END()
