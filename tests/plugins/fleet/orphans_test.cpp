#include <boost/test/unit_test.hpp>

#include <plugins/fleet/orphans.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::fleet;
using namespace std::chrono_literals;
using plexus::testing::claim;
using plexus::testing::node_id;

namespace {

bool everything(const net::NodeId&) { return true; }
bool nothing(const net::NodeId&) { return false; }

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_orphans)

BOOST_AUTO_TEST_CASE(an_orphan_comes_when_it_is_its_members_turn) {
    Orphans orphans;
    const SteadyTime began{1h};
    orphans.add(claim(1), 0, began);
    orphans.add(claim(2), 2, began);
    const auto first = orphans.take(began, everything);
    BOOST_REQUIRE(first);
    BOOST_TEST((first->id == node_id(1)));
    BOOST_TEST((first->endpoint() == claim(1).endpoint));
    BOOST_TEST(!orphans.take(began + 2 * Orphans::turn - 1ms, everything));
    const auto second = orphans.take(began + 2 * Orphans::turn, everything);
    BOOST_REQUIRE(second);
    BOOST_TEST((second->id == node_id(2)));
}

BOOST_AUTO_TEST_CASE(it_is_offered_again_until_somebody_has_it) {
    Orphans orphans;
    const SteadyTime began{1h};
    orphans.add(claim(1), 0, began);
    BOOST_TEST(orphans.take(began, everything).has_value());
    BOOST_TEST(!orphans.take(began + Orphans::pause - 1ms, everything));
    BOOST_TEST(orphans.take(began + Orphans::pause, everything).has_value());
    BOOST_TEST(!orphans.take(began + 2 * Orphans::pause, nothing));
    BOOST_TEST(orphans.size() == 0U);
}

BOOST_AUTO_TEST_CASE(after_its_life_it_is_forgotten) {
    Orphans orphans;
    orphans.add(claim(1), 0, SteadyTime{});
    BOOST_TEST(!orphans.take(SteadyTime{} + Orphans::life, everything));
    BOOST_TEST(orphans.size() == 0U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_dialled_is_left) {
    Orphans orphans;
    Claim inbound = claim(1);
    inbound.endpoint = {};
    orphans.add(inbound, 0, SteadyTime{});
    Claim closed = claim(2);
    closed.endpoint.tcp_port = 0;
    orphans.add(closed, 0, SteadyTime{});
    BOOST_TEST(orphans.size() == 0U);
}

BOOST_AUTO_TEST_CASE(there_is_a_bound) {
    Orphans orphans;
    for (std::size_t i = 0; i <= Orphans::most_orphans; ++i) {
        Claim next = claim(1);
        next.id.bytes[1] = static_cast<std::uint8_t>(i);
        next.id.bytes[2] = static_cast<std::uint8_t>(i >> 8U);
        orphans.add(next, 0, SteadyTime{});
    }
    BOOST_TEST(orphans.size() == Orphans::most_orphans);
}

BOOST_AUTO_TEST_SUITE_END()
