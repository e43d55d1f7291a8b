#include <boost/test/unit_test.hpp>

#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/plugin/descriptor.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;

BOOST_AUTO_TEST_SUITE(devnet_plugin)

BOOST_AUTO_TEST_CASE(a_genesis_file_makes_a_chain) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "devnet");
    host.set("genesis", PLEXUS_TEST_DATA "/pow/genesis.json");

    const auto plugin = host.create(plexus_plugin_v1);

    const chain::ChainProfile& profile = host.published<chain::ChainProfile>();
    BOOST_TEST(profile.network_id() == 20260U);
    BOOST_TEST(profile.bootnodes().empty());
}

BOOST_AUTO_TEST_CASE(the_options_choose_network_id_and_bootnodes) {
    const std::string enode = "enode://" + std::string(128, '1') + "@127.0.0.1:30311";
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "devnet");
    host.set("genesis", PLEXUS_TEST_DATA "/pos/genesis.json").set("network-id", "9");
    host.set("bootnodes", enode);

    const auto plugin = host.create(plexus_plugin_v1);

    BOOST_TEST(host.published<chain::ChainProfile>().network_id() == 9U);
    BOOST_TEST(host.published<chain::ChainParameters>().chain_id() == 20261U);
    BOOST_TEST(host.published<chain::ChainProfile>().bootnodes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_or_none_is_told_to_the_operator) {
    for (const char* file : {"", "/nowhere/genesis.json", PLEXUS_TEST_DATA}) {
        testing::Loop loop;
        testing::TestHost host(loop.executor(), "devnet");
        host.set("genesis", file);
        BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
    }
}

BOOST_AUTO_TEST_CASE(a_malformed_bootnode_is_told_to_the_operator) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "devnet");
    host.set("genesis", PLEXUS_TEST_DATA "/pow/genesis.json").set("bootnodes", "enode://1@2");

    BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
