#include <boost/test/unit_test.hpp>

#include <api/net/local_node.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/memory_datagrams.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

using namespace plexus;

namespace nat_plugin {
namespace {

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    testing::FakeLocalNode self{1};  // on loopback, where nothing is mapped
    testing::DatagramNetwork network{loop.executor()};
    testing::MemoryDatagramPort port{network, asio::ip::make_address("127.0.0.1")};
    testing::TestHost host{loop.executor(), "nat"};

    Fixture() { host.provide<net::LocalNode>(self); }

    std::string refusal() {
        try {
            host.create(plexus_plugin_v1);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return {};
    }
};

}  // namespace
}  // namespace nat_plugin

BOOST_FIXTURE_TEST_SUITE(nat_plugin, Fixture)

BOOST_AUTO_TEST_CASE(a_node_on_loopback_sends_requests_to_no_router) {
    const auto plugin = host.create(plexus_plugin_v1);
    testing::PluginLife life{loop, host, *plugin};
    life.begin();

    BOOST_TEST(log.count("where no router forwards ports to") == 1U);
    life.end();
}

BOOST_AUTO_TEST_CASE(it_can_be_told_to_do_nothing) {
    host.set("nat", "none");
    const auto plugin = host.create(plexus_plugin_v1);
    testing::PluginLife life{loop, host, *plugin};
    life.begin();

    BOOST_TEST(log.count("router") == 0U);
    life.end();
}

BOOST_AUTO_TEST_CASE(stun_needs_servers_and_a_port) {
    host.provide<net::DatagramPort>(port).set("nat", "stun");
    BOOST_TEST(refusal().find("needs 1 to 8 servers") != std::string::npos);
    host.set("stun-servers", "a:b");
    BOOST_TEST(refusal().find("'a:b' is no server") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(stun_without_a_discovery_names_the_plugins_that_help) {
    host.set("nat", "stun").set("stun-servers", "192.0.2.1");
    BOOST_TEST(refusal().find("discv4") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_word_is_refused) {
    host.set("nat", "magic");
    BOOST_TEST(!refusal().empty());
}

BOOST_AUTO_TEST_SUITE_END()
