#define BOOST_TEST_MODULE my_chain
#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

BOOST_AUTO_TEST_CASE(the_node_is_told_of_a_chain_with_a_sound_genesis_block) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "my_chain");

    const auto plugin = host.create(plexus_plugin_v1);

    const auto& profile = host.published<chain::ChainProfile>();
    const eth::Header header = eth::decode_header(profile.genesis_header()).value();
    BOOST_TEST(profile.network_id() == 31337U);
    BOOST_TEST(eth::check_body(header, profile.genesis_body()).has_value());
}

BOOST_AUTO_TEST_CASE(a_fork_changes_who_is_a_peer) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "my_chain");
    const auto plugin = host.create(plexus_plugin_v1);
    const auto& profile = host.published<chain::ChainProfile>();
    const chain::Head before{.time = 1780271999};
    const chain::Head after{.time = 1780272000};

    const chain::ForkId unaware{profile.fork_id(before).hash, 0};

    BOOST_TEST(profile.accepts(unaware, before).has_value());
    BOOST_TEST(!profile.accepts(unaware, after));
    BOOST_TEST(profile.accepts(profile.fork_id(before), after).has_value());
}

BOOST_AUTO_TEST_CASE(a_bootnode_that_is_none_is_told_to_the_operator) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "my_chain");
    host.set("bootnodes", "enode://nonsense");

    BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
}
