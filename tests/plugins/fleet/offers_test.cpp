#include <algorithm>
#include <boost/test/unit_test.hpp>

#include <plugins/fleet/offers.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::fleet;
using namespace std::chrono_literals;
using plexus::testing::node_id;

namespace {

std::vector<net::NodeId> peers(std::uint8_t count) {
    std::vector<net::NodeId> ids;
    for (std::uint8_t i = 0; i < count; ++i) ids.push_back(node_id(i));
    return ids;
}

constexpr SteadyTime start{};

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_offers)

BOOST_AUTO_TEST_CASE(a_small_difference_is_left) {
    Offers offers;
    offers.update(5, peers(5), {{node_id(100), 1}}, start);
    BOOST_TEST(offers.list().empty());
    offers.update(6, peers(6), {{node_id(100), 1}}, start);
    BOOST_TEST(!offers.list().empty());

    Offers of_many;
    of_many.update(40, peers(40), {{node_id(100), 30}}, start);
    BOOST_TEST(of_many.list().empty());
    of_many.update(40, peers(40), {{node_id(100), 29}}, start);
    BOOST_TEST(!of_many.list().empty());
}

BOOST_AUTO_TEST_CASE(members_give_their_part_of_half_the_difference) {
    Offers of_two;
    of_two.update(20, peers(20), {{node_id(100), 0}}, start);
    BOOST_TEST(of_two.list().size() == most_offers);

    Offers of_five;
    const Offers::Other poor{node_id(100), 1};
    of_five.update(6, peers(6), {poor, {node_id(101), 6}, {node_id(102), 6}, {node_id(103), 6}},
                   start);
    BOOST_TEST_REQUIRE(of_five.list().size() == 1U);
    BOOST_TEST((of_five.list()[0].to == poor.id));
    BOOST_TEST(of_five.contains(of_five.list()[0]));
}

BOOST_AUTO_TEST_CASE(what_is_not_taken_makes_room_for_others) {
    Offers offers;
    std::vector<net::NodeId> seen;
    for (int i = 0; i < 50; ++i) {
        offers.update(20, peers(20), {{node_id(100), 0}}, start + Offers::life * i);
        BOOST_TEST(offers.list().size() == most_offers);
        for (const Offer& offer : offers.list()) seen.push_back(offer.peer);
    }
    std::ranges::sort(seen);
    const auto repeated = std::ranges::unique(seen);
    BOOST_TEST(seen.size() - repeated.size() == 20U);
}

BOOST_AUTO_TEST_CASE(what_is_of_no_use_is_withdrawn) {
    const std::vector<Offers::Other> poor{{node_id(100), 0}};
    Offers offers;
    offers.update(20, peers(20), poor, start);
    const std::vector<Offer> made = offers.list();
    offers.update(20, peers(20), poor, start + Offers::life / 2);
    BOOST_TEST((offers.list() == made));
    offers.update(20, {}, poor, start);  // they have left
    BOOST_TEST(offers.list().empty());
    offers.update(20, peers(20), poor, start);
    offers.update(20, peers(20), {{node_id(100), 18}}, start);  // it has found others
    BOOST_TEST(offers.list().empty());
    offers.update(20, peers(20), poor, start);
    offers.update(20, peers(20), {}, start);  // it is gone
    BOOST_TEST(offers.list().empty());
}

BOOST_AUTO_TEST_SUITE_END()
