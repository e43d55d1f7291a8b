#include <boost/test/unit_test.hpp>

#include <plugins/fleet/members.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::fleet;
using namespace std::chrono_literals;
using plexus::testing::claim;
using plexus::testing::heartbeat;
using plexus::testing::node_id;

BOOST_AUTO_TEST_SUITE(fleet_members)

BOOST_AUTO_TEST_CASE(members_and_their_peers_are_not_allowed) {
    Members members;
    BOOST_TEST(members.allows(node_id(2)));
    BOOST_TEST(members.hear(heartbeat(1, {claim(2), claim(3)}), SteadyTime{}));
    BOOST_TEST(!members.allows(node_id(1)));
    BOOST_TEST(!members.allows(node_id(2)));
    BOOST_TEST(members.allows(node_id(4)));
    BOOST_TEST(members.claims() == 2U);

    BOOST_TEST(members.hear(heartbeat(1, {claim(3)}), SteadyTime{}));
    BOOST_TEST(members.allows(node_id(2)));
    BOOST_TEST(members.claims() == 1U);
}

BOOST_AUTO_TEST_CASE(a_member_leaves_with_what_it_had) {
    Members members;
    members.hear(heartbeat(1, {claim(2)}), SteadyTime{});
    const Departed departed = members.remove(node_id(1));
    BOOST_TEST_REQUIRE(departed.claims.size() == 1U);
    BOOST_TEST((departed.claims[0].id == node_id(2)));
    BOOST_TEST(members.allows(node_id(2)));
    BOOST_TEST(members.remove(node_id(1)).claims.empty());
}

BOOST_AUTO_TEST_CASE(the_silent_are_told) {
    Members members;
    members.hear(heartbeat(1), SteadyTime{5s});
    members.hear(heartbeat(2), SteadyTime{8s});
    BOOST_TEST(members.silent_since(SteadyTime{5s}).empty());
    BOOST_TEST((members.silent_since(SteadyTime{6s}) == std::vector{node_id(1)}));
}

BOOST_AUTO_TEST_CASE(another_boot_is_a_restart) {
    Members members;
    Heartbeat said = heartbeat(1);
    BOOST_TEST(!members.has_restarted(said));
    members.hear(said, SteadyTime{});
    BOOST_TEST(!members.has_restarted(said));
    said.boot = 2;
    BOOST_TEST(members.has_restarted(said));
}

BOOST_AUTO_TEST_CASE(there_are_bounds) {
    Members members;
    for (std::size_t i = 0; i < Members::most_members; ++i) {
        BOOST_TEST(members.hear(heartbeat(static_cast<std::uint8_t>(i)), SteadyTime{}));
    }
    BOOST_TEST(!members.hear(heartbeat(200), SteadyTime{}));

    Heartbeat large = heartbeat(0);
    for (std::size_t i = 0; i < most_claims; ++i) {
        Claim next = claim(1);
        next.id.bytes[1] = static_cast<std::uint8_t>(i);
        next.id.bytes[2] = static_cast<std::uint8_t>(i >> 8U);
        large.claims.push_back(next);
    }
    const std::size_t fit = Members::most_claims_in_all / most_claims;
    for (std::size_t i = 0; i < fit; ++i) {
        large.member = node_id(static_cast<std::uint8_t>(i));
        BOOST_TEST(members.hear(large, SteadyTime{}));
    }
    BOOST_TEST(members.hear(large, SteadyTime{}));  // in the place of its last one
    large.member = node_id(static_cast<std::uint8_t>(fit));
    BOOST_TEST(!members.hear(large, SteadyTime{}));
}

BOOST_AUTO_TEST_CASE(the_nearest_by_xor_comes_first) {
    Members members;
    members.hear(heartbeat(0b1000), SteadyTime{});
    members.hear(heartbeat(0b0100), SteadyTime{});
    BOOST_TEST(members.nearer(node_id(0b0001), node_id(0b0010)) == 0U);
    BOOST_TEST(members.nearer(node_id(0b1001), node_id(0b0010)) == 1U);
    BOOST_TEST(members.nearer(node_id(0b1100), node_id(0b0010)) == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
