#include <kit/discovery/first_nodes.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/testing/loop.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(first_nodes)

namespace {

net::Node numbered(std::uint8_t number) {
    net::Node node;
    node.id.bytes[0] = number;
    return node;
}

}  // namespace

BOOST_AUTO_TEST_CASE(
    a_search_begins_with_bootnodes_and_each_time_with_other_nodes_of_earlier_runs) {
    testing::Loop loop;
    discovery::Parameters parameters;
    parameters.bootnodes = {numbered(1)};
    std::uint8_t earlier = 10;
    discovery::FirstNodes first{parameters,
                                [&]() -> awaitable<std::vector<net::Node>> {
                                    std::vector<net::Node> seeds{numbered(++earlier)};
                                    co_return seeds;
                                },
                                make_logger("discovery")};
    BOOST_TEST(first.known().empty());
    BOOST_TEST(!first.has_names());

    loop.run(first.refresh());
    BOOST_TEST((first.known() == std::vector{numbered(1), numbered(11)}));
    BOOST_TEST((loop.run(first.find()) == std::vector{numbered(1), numbered(12)}));
    BOOST_TEST(first.known().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_search_without_a_store_begins_with_the_bootnodes) {
    testing::Loop loop;
    discovery::Parameters parameters;
    parameters.bootnodes = {numbered(1)};
    discovery::FirstNodes first{parameters, {}, make_logger("discovery")};

    BOOST_TEST(loop.run(first.find()).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
