#include <boost/test/unit_test.hpp>
#include <deque>

#include <plugins/peers/inbound/inbound_gate.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(inbound_gate)

namespace {

asio::ip::address ip(const std::string& text) { return asio::ip::make_address(text); }

constexpr SteadyTime now{1h};

bool lets_in(InboundGate& gate, const asio::ip::address& from, SteadyTime when) {
    return !gate.enter(from, when);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_host_comes_once_in_30_seconds) {
    InboundGate gate(50);

    BOOST_TEST(lets_in(gate, ip("8.8.8.8"), now));
    BOOST_TEST(!lets_in(gate, ip("8.8.8.8"), now + 29s));
    BOOST_TEST(lets_in(gate, ip("8.8.4.4"), now + 29s));
    BOOST_TEST(lets_in(gate, ip("8.8.8.8"), now + 30s));
}

BOOST_AUTO_TEST_CASE(it_says_why_it_lets_nobody_in) {
    InboundGate gate(51);
    for (int host = 1; host <= 10; ++host) {
        BOOST_TEST(lets_in(gate, ip("8.8.8." + std::to_string(host)), now));
    }

    BOOST_TEST((gate.enter(ip("8.8.8.11"), now) == net::RefusalCause::too_many_from_network));
    for (int network = 1; network <= 40; ++network) {
        BOOST_TEST(lets_in(gate, ip("9.8." + std::to_string(network) + ".9"), now));
    }
    BOOST_TEST(lets_in(gate, ip("9.9.9.9"), now));
    BOOST_TEST((gate.enter(ip("7.7.7.7"), now) == net::RefusalCause::too_many_pending));
    gate.leave(ip("9.9.9.9"));
    BOOST_TEST((gate.enter(ip("9.9.9.9"), now + 1s) == net::RefusalCause::too_soon));
}

BOOST_AUTO_TEST_CASE(a_host_with_a_whole_64_of_addresses_is_one_host) {
    InboundGate gate(50);

    BOOST_TEST(lets_in(gate, ip("2a00:1::1"), now));
    BOOST_TEST(!lets_in(gate, ip("2a00:1::2"), now));
    BOOST_TEST(lets_in(gate, ip("2a00:1:0:1::1"), now));
}

BOOST_AUTO_TEST_CASE(an_address_in_ipv6_clothes_is_the_same_host) {
    InboundGate gate(50);

    BOOST_TEST(lets_in(gate, ip("8.8.8.8"), now));
    BOOST_TEST(!lets_in(gate, ip("::ffff:8.8.8.8"), now));
}

BOOST_AUTO_TEST_CASE(neighbours_come_as_often_as_they_like) {
    InboundGate gate(50);

    for (const char* near : {"127.0.0.1", "10.1.2.3", "192.168.1.1", "172.31.0.1", "169.254.1.1",
                             "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1"}) {
        BOOST_TEST_CONTEXT(near) {
            BOOST_TEST(lets_in(gate, ip(near), now));
            BOOST_TEST(lets_in(gate, ip(near), now));
        }
    }
}

BOOST_AUTO_TEST_CASE(one_network_does_not_hold_all_handshakes) {
    InboundGate gate(50);
    for (int host = 1; host <= 10; ++host) {
        BOOST_TEST(lets_in(gate, ip("8.8.8." + std::to_string(host)), now));
    }

    BOOST_TEST(!lets_in(gate, ip("8.8.8.11"), now));
    BOOST_TEST(lets_in(gate, ip("8.8.9.11"), now));
    gate.leave(ip("8.8.8.1"));
    BOOST_TEST(lets_in(gate, ip("8.8.8.11"), now));
}

BOOST_AUTO_TEST_CASE(above_the_limit_of_handshakes_even_neighbours_wait) {
    InboundGate gate(2);
    BOOST_TEST(lets_in(gate, ip("127.0.0.1"), now));
    {
        BOOST_TEST(lets_in(gate, ip("127.0.0.1"), now));
        const InboundGate::Pass pass(gate, ip("127.0.0.1"));
        BOOST_TEST(!lets_in(gate, ip("127.0.0.1"), now));
    }
    BOOST_TEST(gate.pending() == 1U);
    BOOST_TEST(lets_in(gate, ip("127.0.0.1"), now));
}

BOOST_AUTO_TEST_CASE(a_hundred_silent_connections_a_second_of_one_network_keep_nobody_out) {
    constexpr auto handshake_limit = 5s;
    for (const bool six : {false, true}) {
        InboundGate gate(50);
        std::deque<std::pair<SteadyTime, asio::ip::address>> silent;
        for (int step = 0; step < 1000; ++step) {
            const SteadyTime when = now + step * 10ms;
            while (!silent.empty() && when - silent.front().first >= handshake_limit) {
                gate.leave(silent.front().second);
                silent.pop_front();
            }
            const std::string number = std::to_string(step % 250 + 1);
            const auto attacker = ip(six ? "2a00:1:1:" + number + "::1" : "8.8.8." + number);
            if (lets_in(gate, attacker, when)) silent.emplace_back(when, attacker);
            const auto honest = ip("9." + std::to_string(step / 250) + "." + number + ".1");
            BOOST_REQUIRE(lets_in(gate, honest, when));
            gate.leave(honest);
        }
    }
}

BOOST_AUTO_TEST_CASE(trusted_addresses_have_places_of_their_own) {
    InboundGate gate(1);
    BOOST_TEST(lets_in(gate, ip("9.9.9.9"), now));

    for (int peer = 0; peer < 5; ++peer) BOOST_TEST(!gate.enter(ip("8.8.8.8"), now, true));
    BOOST_TEST(gate.pending() == 6U);
    for (int peer = 0; peer < 5; ++peer) gate.leave(ip("8.8.8.8"), true);
    BOOST_TEST(gate.pending() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
