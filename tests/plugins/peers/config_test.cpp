#include <boost/test/unit_test.hpp>

#include <plugins/peers/config.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(config)

namespace {

const std::string enode = "enode://" + std::string(128, 'a') + "@127.0.0.1:30303";

Config read(const std::string& option = {}, const std::string& value = {},
            const std::string& other = {}, const std::string& other_value = {}) {
    std::map<std::string, Texts> given;
    if (!option.empty()) given[option] = {value};
    if (!other.empty()) given[other] = {other_value};
    return read_config(Settings("peers", Settable::options.specs(), given));
}

std::string complaint(const std::string& option, const std::string& value) {
    try {
        read(option, value);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_defaults_are_those_of_the_network) {
    const Config config = read();

    BOOST_TEST(config.min_peers == 30U);
    BOOST_TEST(config.max_peers == 50U);
    BOOST_TEST(config.max_pending == 50U);
    BOOST_TEST((config.dial_timeout == 30s));
    BOOST_TEST((config.request_timeout == 30s));
    BOOST_TEST((config.check_interval == 10s));
    BOOST_TEST((config.health_interval == 30s));
    BOOST_TEST((config.refresh_interval == 30s));
    BOOST_TEST(config.dials);
    BOOST_TEST(config.uses_discovery);
    BOOST_TEST(config.client_name.starts_with("Plexus/v"));
}

BOOST_AUTO_TEST_CASE(enodes_are_read_from_a_list) {
    const Config config = read("static-peers", enode + "," + enode);

    BOOST_TEST(config.static_peers.size() == 2U);
    BOOST_TEST(config.static_peers.front().node.endpoint().tcp_port == 30303);
}

BOOST_AUTO_TEST_CASE(a_malformed_enode_is_told_with_its_option_and_text) {
    for (const std::string bad : {"enode://12@1.2.3.4:5", "nonsense", "enode://"}) {
        const std::string text = complaint("trusted-peers", bad);
        BOOST_TEST(text.starts_with("peers.trusted-peers: "));
        BOOST_TEST(text.find('"' + bad + '"') != std::string::npos);
        BOOST_TEST(text.find('\n') == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_node_without_a_port_cannot_be_a_static_peer) {
    const std::string no_port = "enode://" + std::string(128, 'a') + "@127.0.0.1:0";

    BOOST_TEST(complaint("static-peers", no_port).starts_with("peers.static-peers: "));
}

BOOST_AUTO_TEST_CASE(a_minimum_above_the_maximum_is_refused) {
    BOOST_CHECK_THROW(read("min-peers", "11", "max-peers", "10"), ConfigError);
    BOOST_TEST(read("min-peers", "10", "max-peers", "10").min_peers == 10U);
}

BOOST_AUTO_TEST_CASE(the_default_minimum_follows_a_smaller_maximum) {
    BOOST_TEST(read("max-peers", "5").min_peers == 5U);
}

BOOST_AUTO_TEST_CASE(a_client_name_fits_into_a_hello) {
    BOOST_TEST(read("client-name", "Mine/v1").client_name == "Mine/v1");
    BOOST_CHECK_THROW(read("client-name", std::string(257, 'a')), ConfigError);
    BOOST_CHECK_THROW(read("client-name", "two\nlines"), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
