#include <boost/test/unit_test.hpp>

#include "neighborhood.hpp"
#include "stranger.hpp"

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

namespace {

/// One service and those who speak to it by hand.
struct Scene {
    Neighborhood network;
    Resident& victim = network.add();

    Stranger stranger(std::uint64_t seed, const char* address = "127.0.0.1") {
        return Stranger{network, victim.node(), seed, address};
    }

    /// Lets the victim handle everything that was sent before: it responds in order.
    void handle_all() {
        Stranger confirmer = stranger(1000);
        confirmer.send(confirmer.ping());
        confirmer.expect<Pong>();
    }
};

FindNode request() { return FindNode{net::NodeId{}, far_expiration()}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(attack)

BOOST_AUTO_TEST_CASE(the_response_to_a_ping_is_a_pong_that_names_it_and_a_ping) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);

    const Hash256 hash = stranger.send(stranger.ping());

    BOOST_TEST((stranger.expect<Pong>().ping_hash == hash));
    stranger.expect<Ping>();
}

BOOST_AUTO_TEST_CASE(requests_of_strangers_get_no_response) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);

    stranger.send(request());
    stranger.send(EnrRequest{far_expiration()});
    scene.handle_all();

    BOOST_TEST(!stranger.has_mail());
    BOOST_TEST(scene.victim.metrics.value("plexus_discv4_packets_dropped_total",
                                          {{"reason", "unproved"}}) == 2);
}

BOOST_AUTO_TEST_CASE(requests_get_responses_after_the_proof) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    stranger.bond();

    stranger.send(request());
    stranger.expect<Neighbors>();
    const Hash256 hash = stranger.send(EnrRequest{far_expiration()});

    BOOST_TEST((stranger.expect<EnrResponse>().request_hash == hash));
}

BOOST_AUTO_TEST_CASE(a_pong_with_a_wrong_hash_proves_nothing) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    stranger.send(stranger.ping());
    stranger.expect<Pong>();
    stranger.expect<Ping>();

    stranger.send(stranger.pong(Hash256{}));
    stranger.send(request());
    stranger.send(EnrRequest{far_expiration()});
    scene.handle_all();

    BOOST_TEST(!stranger.has_mail());
    BOOST_TEST(scene.victim.metrics.value("plexus_discv4_packets_dropped_total",
                                          {{"reason", "unsolicited"}}) >= 1);
}

BOOST_AUTO_TEST_CASE(only_a_pong_to_our_ping_states_our_address) {
    Scene scene;
    Stranger stranger = scene.stranger(1001, "127.0.0.2");
    const auto& statements = scene.victim.self.statements;
    stranger.send(stranger.pong(Hash256{}));
    stranger.send(stranger.ping());
    stranger.expect<Pong>();
    stranger.expect<Ping>();
    BOOST_TEST(statements.empty());

    stranger.send(stranger.pong(stranger.last_hash()));
    scene.network.until([&] { return !statements.empty(); });

    const auto& [seen, by] = statements.front();
    BOOST_TEST((seen == scene.victim.node().endpoint().udp()));
    BOOST_TEST(by.to_string() == "127.0.0.2");
}

BOOST_AUTO_TEST_CASE(a_proof_at_one_address_opens_nothing_at_another) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    stranger.bond();
    Stranger elsewhere = scene.stranger(1001, "127.0.0.2");

    elsewhere.send(request());
    elsewhere.send(EnrRequest{far_expiration()});
    scene.handle_all();

    BOOST_TEST(!elsewhere.has_mail());
    BOOST_TEST(!stranger.has_mail());
}

BOOST_AUTO_TEST_CASE(a_pong_from_another_address_proves_nothing) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    Stranger elsewhere = scene.stranger(1001, "127.0.0.2");
    stranger.send(stranger.ping());
    stranger.expect<Pong>();
    stranger.expect<Ping>();

    elsewhere.send(elsewhere.pong(stranger.last_hash()));
    elsewhere.send(request());
    stranger.send(EnrRequest{far_expiration()});
    scene.handle_all();

    BOOST_TEST(!elsewhere.has_mail());
    BOOST_TEST(!stranger.has_mail());
}

BOOST_AUTO_TEST_CASE(the_address_in_a_ping_is_not_believed) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    Stranger target = scene.stranger(1002, "127.0.0.3");
    Ping ping = stranger.ping();
    ping.from = {asio::ip::make_address("127.0.0.3"), 30303, target.port()};

    stranger.send(ping);
    stranger.expect<Pong>();
    stranger.expect<Ping>();
    scene.handle_all();

    BOOST_TEST(!target.has_mail());
}

BOOST_AUTO_TEST_CASE(a_request_that_came_before_the_proof_gets_its_response_after_it) {
    Scene scene;
    Stranger ethereumjs = scene.stranger(1001);
    Ping ping = ethereumjs.ping();
    ping.from = {};
    ethereumjs.send(ping);
    ethereumjs.expect<Pong>();
    ethereumjs.expect<Ping>();
    const Hash256 hash = ethereumjs.last_hash();

    ethereumjs.send(request());
    scene.handle_all();
    BOOST_TEST(!ethereumjs.has_mail());
    ethereumjs.send(ethereumjs.pong(hash));

    ethereumjs.expect<Neighbors>();
}

BOOST_AUTO_TEST_CASE(expired_packets_are_dropped) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    Ping ping = stranger.ping();
    ping.expiration = 1'700'000'000;

    stranger.send(ping);
    scene.handle_all();

    BOOST_TEST(!stranger.has_mail());
}

BOOST_AUTO_TEST_CASE(rubbish_is_dropped_in_silence) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    const Bytes good = stranger.sealed(stranger.ping());
    Bytes wrong_hash = good;
    wrong_hash[0] ^= 1;
    Bytes large = good;
    large.resize(1281);

    stranger.send_raw({});
    stranger.send_raw(Bytes(97, 1));
    stranger.send_raw(Bytes(98, 1));
    stranger.send_raw(wrong_hash);
    stranger.send_raw(large);
    stranger.send_raw(Bytes(9000, 1));
    scene.handle_all();

    BOOST_TEST(!stranger.has_mail());
    BOOST_TEST(scene.victim.port.dropped() == 5U);  // and one was too long to be sent
}

BOOST_AUTO_TEST_CASE(unrequested_replies_change_nothing) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    Neighbors response;
    response.nodes.push_back(scene.stranger(1002).node());
    response.expiration = far_expiration();

    stranger.send(response);
    stranger.send(EnrResponse{Hash256{}, Bytes{0xc0}});
    stranger.send(stranger.pong(Hash256{}));
    scene.handle_all();

    BOOST_TEST(scene.victim.metrics.value("plexus_discv4_packets_dropped_total",
                                          {{"reason", "unsolicited"}}) == 3);
    BOOST_TEST(scene.victim.service.table().find(response.nodes[0].id) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_a_node_tells_of_others_is_checked_before_it_is_used) {
    Neighborhood network;
    const net::Node nobody{net::NodeId{}, {asio::ip::make_address("127.0.0.1"), 1, 9}};
    Resident& victim = network.add_silent();
    Stranger teller{network, victim.node(), 1001, "127.0.0.1"};
    Stranger honest{network, victim.node(), 1002, "127.0.0.2"};
    Stranger forged{network, victim.node(), 1003, "127.0.0.3"};
    victim.seeds = {teller.node()};
    victim.run();
    teller.skip_to<FindNode>();

    Neighbors response;
    net::Node off_curve = forged.node();
    off_curve.id = {};
    net::Node multicast = honest.node();
    multicast.ip4.address = asio::ip::make_address("224.0.0.1");
    response.nodes = {off_curve, multicast, nobody, victim.node(), honest.node()};
    response.expiration = far_expiration();
    teller.send(response);

    honest.expect<Ping>();
    BOOST_TEST(!forged.has_mail());
}

BOOST_AUTO_TEST_CASE(a_flood_of_first_contacts_leaves_room_for_our_own_requests) {
    Neighborhood network;
    Resident& bootnode = network.add_silent();
    Parameters parameters = network.parameters({bootnode.node()});
    parameters.reply_timeout = 60s;  // nobody is given up while the test lasts
    Resident& victim = network.add(parameters);
    for (std::uint64_t seed = 2000; seed < 2000 + Replies::capacity; ++seed) {
        Stranger stranger{network, victim.node(), seed, "127.0.0.2"};
        stranger.send(stranger.ping());
        stranger.expect<Pong>();
    }

    bootnode.run();

    BOOST_TEST(network.next_of(victim) == bootnode.node());
}

BOOST_AUTO_TEST_CASE(our_own_packets_sent_back_are_dropped) {
    Scene scene;
    Stranger stranger = scene.stranger(1001);
    stranger.send(stranger.ping());
    stranger.expect<Pong>();

    stranger.send_raw(stranger.last_datagram());
    scene.handle_all();

    BOOST_TEST(scene.victim.metrics.value("plexus_discv4_packets_dropped_total",
                                          {{"reason", "malformed"}}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
