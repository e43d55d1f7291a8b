#include <boost/test/unit_test.hpp>

#include "neighborhood.hpp"

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(service)

BOOST_AUTO_TEST_CASE(two_nodes_find_each_other_when_one_knows_the_other) {
    Neighborhood network;
    Resident& bootnode = network.add();
    Resident& newcomer = network.add({bootnode.node()});

    const net::Node found = network.next_of(newcomer);
    const net::Node noticed = network.next_of(bootnode);

    BOOST_TEST(found == bootnode.node());
    BOOST_TEST(noticed == newcomer.node());
}

BOOST_AUTO_TEST_CASE(nodes_that_know_only_the_bootnode_find_all_others) {
    constexpr std::size_t others = 7;
    Neighborhood network;
    Resident& bootnode = network.add();
    for (std::size_t count = 0; count < others; ++count) network.add({bootnode.node()});
    Resident& last = network.add({bootnode.node()});

    std::set<net::NodeId> found;
    while (found.size() < others + 1) found.insert(network.next_of(last).id);

    BOOST_TEST(!found.contains(last.node().id));
}

BOOST_AUTO_TEST_CASE(a_node_of_another_chain_is_never_handed_out) {
    Neighborhood network;
    Resident& bootnode = network.add();
    Resident& foreigner = network.add({bootnode.node()});
    foreigner.profile.fork.hash = {{9, 9, 9, 9}};
    Resident& friendly = network.add({bootnode.node()});
    Resident& newcomer = network.add({bootnode.node()});

    std::set<net::NodeId> found;
    while (found.size() < 2) found.insert(network.next_of(newcomer).id);
    network.until(
        [&] { return newcomer.metrics.value("plexus_discv4_other_chain_nodes_total") > 0; });

    BOOST_TEST(found.contains(bootnode.node().id));
    BOOST_TEST(found.contains(friendly.node().id));
}

BOOST_AUTO_TEST_CASE(a_bootnode_that_starts_late_is_found) {
    Neighborhood network;
    Resident& bootnode = network.add_silent();
    Resident& newcomer = network.add({bootnode.node()});
    network.until([&] { return newcomer.metrics.value("plexus_discv4_lookups_total") >= 4; });

    bootnode.run();

    BOOST_TEST(network.next_of(newcomer) == bootnode.node());
}

BOOST_AUTO_TEST_CASE(seeds_serve_when_there_is_no_bootnode) {
    Neighborhood network;
    Resident& known = network.add();
    Resident& newcomer = network.add_silent();
    newcomer.seeds = {known.node()};
    newcomer.run();

    BOOST_TEST(network.next_of(newcomer) == known.node());
}

BOOST_AUTO_TEST_CASE(seeds_are_requested_again_at_each_refresh) {
    Neighborhood network;
    Resident& known = network.add();
    Parameters parameters = network.parameters({});
    parameters.refresh_interval = 50ms;
    Resident& newcomer = network.add(parameters);
    network.until([&] { return newcomer.metrics.value("plexus_discv4_lookups_total") >= 4; });

    newcomer.seeds = {known.node()};

    BOOST_TEST(network.next_of(newcomer) == known.node());
}

BOOST_AUTO_TEST_CASE(a_node_outside_the_allowed_networks_is_left_out) {
    Neighborhood network;
    Parameters parameters = network.parameters({});
    parameters.restrict = NetRestrict::parse({"10.0.0.0/8"}).value();
    Resident& bootnode = network.add(parameters);
    Resident& newcomer = network.add({bootnode.node()});
    network.next_of(newcomer);

    BOOST_TEST(bootnode.service.table().size() == 0U);
}

BOOST_AUTO_TEST_CASE(steady_nodes_are_kept_for_the_next_start) {
    Neighborhood network;
    Resident& bootnode = network.add();
    Resident& newcomer = network.add({bootnode.node()});

    network.until([&] { return !newcomer.kept.empty(); });

    BOOST_TEST(newcomer.kept.front().node == bootnode.node());
}

BOOST_AUTO_TEST_CASE(a_node_that_has_gone_leaves_the_table) {
    Neighborhood network;
    Resident& bootnode = network.add();
    Resident& newcomer = network.add({bootnode.node()});
    network.next_of(newcomer);

    bootnode.service.close();

    network.until([&] { return newcomer.service.table().size() == 0; });
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_a_node_is_told_when_discovery_ends) {
    Neighborhood network;
    Resident& alone = network.add();
    const Neighborhood::Outcome outcome = network.begin_next(alone);
    network.settle();

    alone.stop();
    network.until([&] { return outcome->has_value(); });

    BOOST_TEST((outcome->value().error() == Errc::closed));
}

BOOST_AUTO_TEST_CASE(the_record_of_the_node_tells_its_chain) {
    Neighborhood network;
    Resident& resident = network.add();

    const enr::Record record(*resident.self.record().value());

    BOOST_TEST(to_hex(record.value("eth").value()) == "c7c6841122334480");
    BOOST_TEST(record.udp_port().value() == resident.port.port());
}

BOOST_AUTO_TEST_CASE(a_node_is_handed_out_with_its_record) {
    Neighborhood network;
    Resident& bootnode = network.add();
    Resident& newcomer = network.add({bootnode.node()});

    const net::Node found = network.next_of(newcomer);

    BOOST_REQUIRE(found.record);
    BOOST_TEST(found.record->sequence == bootnode.self.record().value()->sequence);
}

BOOST_AUTO_TEST_SUITE_END()
