#include <boost/test/unit_test.hpp>
#include <iostream>

#include "parameters.hpp"
#include "random.hpp"
#include "victim.hpp"

using namespace plexus;
using namespace plexus::simulation;
using namespace std::chrono_literals;

namespace {

/// What many restarts came to.
struct Tally {
    std::size_t restarts = 0;
    std::size_t eclipsed = 0;    ///< no honest peer
    std::size_t two_honest = 0;  ///< at least two honest peers
    std::size_t peers = 0;
    std::size_t hostile = 0;
};

/// One restart: the victim dials until its slots are full, or for five minutes.
void restart(const Neighbours& neighbours, Tally& tally) {
    Victim victim(neighbours);
    for (int i = 0; i < 60 && victim.peers().honest + victim.peers().hostile < Victim::slots; ++i) {
        victim.loop.advance(5s);
    }
    const Victim::Peers peers = victim.peers();
    ++tally.restarts;
    tally.eclipsed += peers.honest == 0 ? 1 : 0;
    tally.two_honest += peers.honest >= 2 ? 1 : 0;
    tally.peers += peers.honest + peers.hostile;
    tally.hostile += peers.hostile;
}

Tally restart_often(std::uint64_t seed, bool has_anchors) {
    seed_random(seed);
    Neighbours neighbours;
    neighbours.has_anchors = has_anchors;
    Tally tally;
    const std::size_t restarts = restart_count(200);
    while (tally.restarts < restarts) restart(neighbours, tally);
    std::cout << (has_anchors ? "with anchors" : "without anchors") << ", seed " << seed << ": of "
              << tally.restarts << " restarts " << tally.eclipsed << " eclipsed, "
              << tally.two_honest << " with two honest peers; "
              << tally.hostile * 100 / std::max<std::size_t>(tally.peers, 1)
              << " % of the slots hostile, " << tally.peers / tally.restarts << " peers each"
              << std::endl;
    return tally;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(eclipse)

BOOST_AUTO_TEST_CASE(a_restart_among_many_hostile_addresses_hardly_ever_ends_without_honest_peers) {
    for (const std::uint64_t seed : seeds({1})) {
        const Tally tally = restart_often(seed, true);
        BOOST_TEST(tally.eclipsed * 1000 < tally.restarts, "PLEXUS_SIMULATION_SEED=" << seed);
        BOOST_TEST(tally.two_honest * 100 >= tally.restarts * 95);
    }
}

BOOST_AUTO_TEST_CASE(memory_helps_a_victim_whose_anchors_are_gone) {
    for (const std::uint64_t seed : seeds({1})) {
        const Tally tally = restart_often(seed, false);
        BOOST_TEST(tally.two_honest * 100 >= tally.restarts * 90,
                   "PLEXUS_SIMULATION_SEED=" << seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
