#include <boost/test/unit_test.hpp>

#include <api/net/discovery.hpp>
#include <kit/discovery/bootnodes.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/memory_datagrams.hpp>
#include <test_host/test_host.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

using namespace plexus;

namespace discv4_plugin {
namespace {

const std::string good =
    "enode://433c8bfdf53a3e2268ccb1b829e47f629793291cbddf0c76ae626da802f90532251fc558e2e0d10d6725e7"
    "59088439bf1cd4714716b03a259a35d4b2e4acfa7f@52.69.102.73:30311";

/// What the operator is told about bootnodes given as `text`.
std::string complaint_about(const std::string& text) {
    try {
        discovery::parse_bootnodes("discv4.bootnodes", {text});
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

bool complains(const std::string& text, const std::string& fault) {
    const std::string complaint = complaint_about(text);
    return complaint.find(fault) != std::string::npos && complaint.find(text) != std::string::npos;
}

struct Fixture {
    testing::Loop loop;
    testing::FakeLocalNode self{1};
    testing::FakeProfile chain;
    testing::FakeHeads heads;
    testing::TestHost host{loop.executor(), "discv4"};
    testing::DatagramNetwork network{loop.executor()};
    testing::MemoryDatagramPort port{network, asio::ip::address_v4::loopback()};

    Fixture() {
        host.provide<net::LocalNode>(self);
        host.provide<net::DatagramPort>(port);
        host.provide<chain::ChainProfile>(chain);
        host.provide<chain::HeadTracker>(heads);
    }
};

}  // namespace
}  // namespace discv4_plugin

BOOST_FIXTURE_TEST_SUITE(discv4_plugin, Fixture)

BOOST_AUTO_TEST_CASE(it_provides_discovery) {
    const auto plugin = host.create(plexus_plugin_v1);

    BOOST_CHECK_NO_THROW(host.published<net::Discovery>());
}

BOOST_AUTO_TEST_CASE(a_bootnode_that_is_none_is_quoted_with_its_fault) {
    BOOST_TEST(complaint_about(good).empty());
    BOOST_TEST(complains("52.69.102.73:30311", "begins neither with enode:// nor with enr:"));
    BOOST_TEST(complains("enode://1234", "no @"));
    BOOST_TEST(complains("enode://1234@52.69.102.73:30311", "4 characters"));
    BOOST_TEST(complains("enode://" + std::string(128, 'x') + "@1.1.1.1:1", "not hexadecimal"));
    BOOST_TEST(complains("enode://" + std::string(128, '0') + "@1.1.1.1:1", "not a public key"));
    BOOST_TEST(complains(good + "x", "<ip>:<port>"));
    BOOST_TEST(complains(good + "?discport=0", "port is 0"));
}

BOOST_AUTO_TEST_CASE(a_bad_bootnode_ends_the_construction) {
    host.set("bootnodes", good + ",enode://1234");

    BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_bad_network_ends_the_construction) {
    host.set("netrestrict", "10.0.0.0/40");

    BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
