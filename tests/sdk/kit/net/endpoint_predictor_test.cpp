#include <boost/test/unit_test.hpp>
#include <string>

#include <kit/net/endpoint_predictor.hpp>
#include <tests/vectors/vectors.hpp>

using namespace plexus;
using namespace plexus::net;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(endpoint_predictor)

namespace {

/// Other nodes, each of which says where it sees this one.
struct Others {
    EndpointPredictor predictor{};
    SteadyTime now{};

    std::string state(const std::string& by, const std::string& seen, std::uint16_t port = 30311) {
        now += 1s;
        const auto believed =
            predictor.add({asio::ip::make_address(seen), port}, asio::ip::make_address(by), now);
        if (!believed) return "";
        return believed->endpoint.address.to_string() + ':' +
               std::to_string(believed->endpoint.udp_port);
    }

    /// @returns what was believed last
    std::string state_from(int count, const std::string& seen, int first = 1,
                           std::uint16_t port = 30311) {
        std::string last;
        for (int i = first; i < first + count; ++i) {
            const std::string now_believed = state("9." + std::to_string(i) + ".1.1", seen, port);
            if (!now_believed.empty()) last = now_believed;
        }
        return last;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(three_networks_that_agree_are_believed_while_nothing_is_known) {
    Others others;
    BOOST_TEST(others.state_from(2, "77.1.1.1") == "");
    BOOST_TEST(others.state_from(1, "77.1.1.1", 3) == "77.1.1.1:30311");
    BOOST_TEST(others.state_from(5, "77.1.1.1", 4) == "");  // nothing new
}

BOOST_AUTO_TEST_CASE(many_hosts_of_one_network_have_one_vote) {
    Others others;
    for (int host = 1; host < 100; ++host) {
        BOOST_TEST(others.state("9.9." + std::to_string(host) + ".1", "66.6.6.6") == "");
        BOOST_TEST(others.state("9.8.1." + std::to_string(host), "66.6.6.6") == "");
    }
}

BOOST_AUTO_TEST_CASE(many_subnets_of_one_ipv6_network_have_one_vote) {
    Others others;
    for (int host = 1; host < 100; ++host) {
        const std::string number = std::to_string(host);
        BOOST_TEST(others.state("2a01:1:" + number + "::1", "2a02::1") == "");
        BOOST_TEST(others.state("2a01:2:" + number + "::1", "2a02::1") == "");
    }
    BOOST_TEST(others.state("2a01:3::1", "2a02::1") == "2a02::1:30311");
}

BOOST_AUTO_TEST_CASE(a_dissenting_vote_makes_ten_necessary) {
    Others others;
    others.state("8.1.1.1", "66.6.6.6");
    BOOST_TEST(others.state_from(9, "77.1.1.1") == "");
    BOOST_TEST(others.state_from(1, "77.1.1.1", 10) == "77.1.1.1:30311");
}

BOOST_AUTO_TEST_CASE(two_addresses_with_about_as_many_votes_are_not_believed) {
    Others others;
    others.state_from(2, "66.6.6.6", 100);
    others.state_from(2, "77.1.1.1", 1);
    others.state_from(5, "66.6.6.6", 102);
    BOOST_TEST(others.state_from(8, "77.1.1.1", 3) == "");  // 10 against 7
    BOOST_TEST(others.state_from(1, "77.1.1.1", 11) == "77.1.1.1:30311");
}

BOOST_AUTO_TEST_CASE(what_is_believed_gives_way_to_ten_networks_only) {
    Others others;
    others.state_from(3, "77.1.1.1");
    others.now += 6min;
    BOOST_TEST(others.state_from(9, "77.2.2.2", 20) == "");
    BOOST_TEST(others.state_from(1, "77.2.2.2", 30) == "77.2.2.2:30311");
}

BOOST_AUTO_TEST_CASE(statements_count_for_five_minutes) {
    Others others;
    others.state_from(2, "77.1.1.1");
    others.now += 5min;
    BOOST_TEST(others.state_from(1, "77.1.1.1", 3) == "");
}

BOOST_AUTO_TEST_CASE(the_last_statement_of_a_network_counts) {
    Others others;
    others.state("9.1.1.1", "66.6.6.6");
    others.state_from(2, "77.1.1.1");
    BOOST_TEST(others.state_from(1, "77.1.1.1", 3) == "77.1.1.1:30311");
}

BOOST_AUTO_TEST_CASE(a_port_is_believed_if_nodes_agree_on_it) {
    Others others;
    others.state_from(3, "77.1.1.1", 1, 40000);
    BOOST_TEST(others.state_from(3, "77.1.1.1", 4, 50000) == "");
    // 3 of 10 say 40000, 7 of 10 say 50000.
    BOOST_TEST(others.state_from(4, "77.1.1.1", 7, 50000) == "77.1.1.1:50000");
}

BOOST_AUTO_TEST_CASE(a_router_with_a_port_for_each_node_leaves_the_port_open) {
    Others others;
    others.state("9.1.1.1", "77.1.1.1", 1001);
    others.state("9.2.1.1", "77.1.1.1", 1002);
    BOOST_TEST(others.state("9.3.1.1", "77.1.1.1", 1003) == "77.1.1.1:0");
}

BOOST_AUTO_TEST_CASE(the_internet_does_not_put_us_into_a_local_network) {
    for (const char* seen : {"127.0.0.1", "10.1.1.1", "192.168.1.1", "100.64.0.1", "203.0.113.1",
                             "0.0.0.0", "224.0.0.1"}) {
        Others others;
        BOOST_TEST(others.state_from(20, seen) == "");
    }
}

BOOST_AUTO_TEST_CASE(in_a_local_network_each_address_has_a_vote) {
    Others others;
    others.state("192.168.1.2", "192.168.1.1");
    others.state("192.168.1.3", "192.168.1.1");
    BOOST_TEST(others.state("192.168.1.4", "192.168.1.1") == "192.168.1.1:30311");
}

BOOST_AUTO_TEST_CASE(what_the_internet_says_beats_the_local_network) {
    Others others;
    for (int host = 2; host < 30; ++host) {
        others.state("192.168.1." + std::to_string(host), "192.168.1.1");
    }
    BOOST_TEST(others.state_from(9, "77.1.1.1") == "");
    BOOST_TEST(others.state_from(1, "77.1.1.1", 10) == "77.1.1.1:30311");
}

BOOST_AUTO_TEST_CASE(a_port_of_zero_and_the_other_family_are_refused) {
    Others others;
    BOOST_TEST(others.state_from(20, "77.1.1.1", 1, 0) == "");
    BOOST_TEST(others.state_from(20, "2a02::1") == "");
}

BOOST_AUTO_TEST_CASE(votes_are_bounded_and_the_oldest_goes) {
    Others others;
    others.state_from(2, "77.1.1.1");
    others.now += 1min;
    for (int i = 0; i < 300; ++i) {  // in a blink, so that none is too old
        others.now -= 1s;
        others.state(std::to_string(11 + i / 250) + '.' + std::to_string(i % 250) + ".1.1",
                     i % 2 == 0 ? "66.6.6.6" : "66.6.6.7");
    }
    BOOST_TEST(others.state_from(11, "77.1.1.1", 3) == "");  // the first two are gone
}

BOOST_AUTO_TEST_CASE(what_go_ethereum_predicts_is_believed_if_each_host_has_a_network_of_its_own) {
    // go-ethereum counts hosts; this node counts networks, so honest hosts get one each here and
    // the hosts of an attacker stay together.
    const auto moved = [](std::string host) {
        if (!host.starts_with("9.9.9.")) return host;
        return "9." + host.substr(6) + ".9.9";
    };
    const boost::json::value vectors = testing::vectors("endpoint_predictor");
    for (const auto& each : vectors.at("cases").as_array()) {
        EndpointPredictor predictor;
        std::string believed;
        for (const auto& event : each.at("events").as_array()) {
            const SteadyTime at{std::chrono::seconds{event.at("at_s").as_int64()}};
            if (const auto* const expected = event.as_object().if_contains("predict")) {
                const std::string theirs = expected->as_string().c_str();
                const bool of_attacker = theirs.starts_with("66.6.6.6");
                if (theirs.empty()) continue;  // what is believed here is not forgotten
                BOOST_TEST((of_attacker ? believed != theirs : believed == theirs),
                           each.at("name") << ": " << believed);
                continue;
            }
            const std::string says = event.at("says").as_string().c_str();
            const std::size_t colon = says.rfind(':');
            const asio::ip::udp::endpoint seen{
                asio::ip::make_address(says.substr(0, colon)),
                static_cast<std::uint16_t>(std::stoi(says.substr(colon + 1)))};
            const auto by = asio::ip::make_address(moved(event.at("host").as_string().c_str()));
            if (const auto told = predictor.add(seen, by, at)) {
                believed = told->endpoint.address.to_string() + ':' +
                           std::to_string(told->endpoint.udp_port);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
