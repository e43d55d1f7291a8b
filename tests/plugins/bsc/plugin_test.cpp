#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/protocol_overrides.hpp>
#include <api/plugin/descriptor.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/bsc/parlia/validators.hpp>
#include <test_host/test_host.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;

BOOST_AUTO_TEST_SUITE(bsc_plugin)

BOOST_AUTO_TEST_CASE(mainnet_is_the_default) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "bsc");

    const auto plugin = host.create(plexus_plugin_v1);

    BOOST_TEST(host.published<chain::ChainProfile>().network_id() == 56U);
    BOOST_TEST(host.published<chain::ChainProfile>().name() == "bsc");
    BOOST_TEST(to_hex(host.published<eth::ProtocolOverrides>().after_status(68)->payload) ==
               "c2c180");
}

BOOST_AUTO_TEST_CASE(the_options_choose_chapel_its_forks_and_no_transactions) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "bsc");
    host.set("network", "chapel").set("fork", "Jenner=1793241000");
    host.set("disable-peer-tx-broadcast", "true");

    const auto plugin = host.create(plexus_plugin_v1);

    const chain::ChainProfile& profile = host.published<chain::ChainProfile>();
    BOOST_TEST(profile.network_id() == 97U);
    const chain::Head later{.number = 100'000'000, .time = 1793241000};
    BOOST_TEST(to_hex(profile.fork_id(later).hash) == "283fedb7");
    BOOST_TEST(to_hex(host.published<eth::ProtocolOverrides>().after_status(67)->payload) ==
               "c2c101");
}

BOOST_AUTO_TEST_CASE(seals_are_checked_on_request) {
    const Bytes unsealed = eth::encode_header(eth::Header{.number = 70'000'000});
    testing::Loop loop;
    testing::TestHost trusting(loop.executor(), "bsc");
    testing::TestHost checking(loop.executor(), "bsc");
    checking.set("verify-seals", "always");

    const auto plugin = trusting.create(plexus_plugin_v1);
    const auto other = checking.create(plexus_plugin_v1);

    // Neither its parent nor its epoch is known.
    BOOST_TEST(trusting.published<chain::HeaderRules>().check(unsealed).has_value());
    BOOST_TEST(!trusting.published<chain::HeaderRules>().checks_seals());
    BOOST_TEST(!checking.published<chain::HeaderRules>().check(unsealed));
}

BOOST_AUTO_TEST_CASE(behind_the_genesis_block_only_its_validators_seal) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "bsc");
    testing::TestHost trusting(loop.executor(), "bsc");
    trusting.set("verify-seals", "never");

    const auto plugin = host.create(plexus_plugin_v1);
    const auto other = trusting.create(plexus_plugin_v1);

    const Hash256 genesis = host.published<chain::ChainProfile>().genesis().hash;
    const Bytes invented = eth::encode_header(eth::Header{.parent = genesis, .number = 1});
    const Bytes real =
        testing::hex(testing::vectors("real_bsc_blocks.json").at("headers").at(0).at("header_rlp"));
    BOOST_TEST(!host.published<chain::HeaderRules>().check(invented));
    BOOST_TEST(host.published<chain::HeaderRules>().check(real).has_value());
    BOOST_TEST(trusting.published<chain::HeaderRules>().check(invented).has_value());
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_is_none_is_told_to_the_operator) {
    for (const char* wrong : {"1000", "1000:12", "1001:", ":", "x:y"}) {
        testing::Loop loop;
        testing::TestHost host(loop.executor(), "bsc");
        host.set("checkpoint", wrong);
        BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
    }
    BOOST_CHECK_THROW(bsc::read_checkpoint("1001:" + std::string(64, '1')), ConfigError);
    BOOST_TEST(bsc::read_checkpoint("2000:0x" + std::string(64, '1')).number == 2000U);
}

BOOST_AUTO_TEST_CASE(static_nodes_are_dialled_on_request) {
    testing::Loop loop;
    testing::TestHost quiet(loop.executor(), "bsc");
    testing::TestHost eager(loop.executor(), "bsc");
    eager.set("static-nodes", "true");

    const auto plugin = quiet.create(plexus_plugin_v1);
    const auto other = eager.create(plexus_plugin_v1);

    BOOST_TEST(quiet.published<chain::ChainProfile>().static_nodes().empty());
    BOOST_TEST(eager.published<chain::ChainProfile>().static_nodes().size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_fork_that_makes_no_sense_is_told_to_the_operator) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "bsc");
    host.set("fork", "Jenner");

    BOOST_CHECK_THROW(host.create(plexus_plugin_v1), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
