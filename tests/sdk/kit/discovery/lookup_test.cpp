#include <boost/test/unit_test.hpp>
#include <set>

#include <kit/discovery/lookup.hpp>

using namespace plexus;
using namespace plexus::discovery;

namespace lookup_progress {
namespace {

net::Node node_of(std::uint8_t number) {
    net::Node node;
    node.id.bytes[0] = number;
    return node;
}

std::vector<net::Node> nodes_up_to(std::uint8_t count) {
    std::vector<net::Node> nodes;
    for (std::uint8_t number = 1; number <= count; ++number) nodes.push_back(node_of(number));
    return nodes;
}

struct Fixture {
    net::NodeId target = node_of(200).id;
    net::NodeId self = node_of(0).id;
    LookupState progress{place_of(target), self};
};

}  // namespace
}  // namespace lookup_progress

BOOST_FIXTURE_TEST_SUITE(lookup_progress, Fixture)

BOOST_AUTO_TEST_CASE(the_nearest_is_queried_first_and_each_only_once) {
    progress.add(nodes_up_to(10));
    std::vector<Hash256> requested;
    while (const auto node = progress.next_to_query()) requested.push_back(place_of(node->id));

    BOOST_TEST(requested.size() == 10U);
    BOOST_TEST(std::ranges::is_sorted(requested, [&](const Hash256& a, const Hash256& b) {
        return is_closer(place_of(target), a, b);
    }));
}

BOOST_AUTO_TEST_CASE(only_the_16_nearest_are_kept) {
    progress.add(nodes_up_to(100));

    BOOST_TEST(progress.nearest().size() == 16U);
}

BOOST_AUTO_TEST_CASE(a_nearer_node_heard_of_later_is_queried_next) {
    const std::vector<net::Node> all = nodes_up_to(100);
    LookupState known{place_of(target), self};
    known.add(all);
    const net::Node nearest = known.nearest().front();

    progress.add(std::vector{known.nearest()[7]});
    progress.next_to_query();
    progress.add(all);

    BOOST_TEST((progress.next_to_query()->id == nearest.id));
}

BOOST_AUTO_TEST_CASE(who_did_not_respond_is_not_heard_of_again) {
    progress.add(nodes_up_to(1));
    progress.failed(progress.next_to_query()->id);
    progress.add(nodes_up_to(1));

    BOOST_TEST(!progress.next_to_query());
    BOOST_TEST(progress.nearest().empty());
}

BOOST_AUTO_TEST_CASE(we_do_not_query_ourselves) {
    progress.add(std::vector{node_of(0)});

    BOOST_TEST(!progress.next_to_query());
}

BOOST_AUTO_TEST_SUITE_END()
