#include <boost/test/unit_test.hpp>

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/ethereum/mainnet.hpp>
#include <test_host/test_host.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

extern "C" const PluginDescriptor plexus_plugin_v1;

namespace {

chain::SpecProfile mainnet() { return chain::SpecProfile{ethereum::mainnet()}; }

std::string text_at(const json::value& row, const char* key) {
    return std::string{row.at(key).as_string()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ethereum_mainnet)

BOOST_AUTO_TEST_CASE(the_genesis_block_is_the_known_one) {
    const chain::SpecProfile profile = mainnet();
    const json::value file = vectors("forkid_eth_mainnet.json");

    BOOST_CHECK(profile.genesis().hash == fixed(file.at("genesis_hash")));
    BOOST_TEST(profile.network_id() == 1U);
    BOOST_TEST(profile.chain_id() == 1U);
    const eth::Header header = eth::decode_header(profile.genesis_header()).value();
    BOOST_TEST(eth::check_body(header, profile.genesis_body()).has_value());
}

BOOST_AUTO_TEST_CASE(the_forks_are_the_published_ones) {
    const chain::SpecProfile profile = mainnet();
    const json::value file = vectors("forkid_eth_mainnet.json");
    const json::array& table = file.at("table").as_array();

    BOOST_REQUIRE(profile.fork_ids().rows().size() == table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        const chain::ForkIds::Row& row = profile.fork_ids().rows()[i];
        BOOST_CHECK(row.id.hash == fixed<4>(table[i].at("hash")));
        BOOST_TEST(row.id.next == number(table[i].at("next")));
        BOOST_TEST(row.from == number(table[i].at("active_from")));
    }
}

BOOST_AUTO_TEST_CASE(all_published_ids_are_made) {
    const chain::SpecProfile profile = mainnet();
    const json::value file = vectors("forkid_eth_mainnet.json");
    std::size_t cases = 0;
    for (const json::value& row : file.at("creation_cases").as_array()) {
        const chain::Head head{.number = number(row.at("head")), .time = number(row.at("time"))};
        BOOST_CHECK(profile.fork_id(head).hash == fixed<4>(row.at("hash")));
        BOOST_TEST(profile.fork_id(head).next == number(row.at("next")));
        ++cases;
    }
    BOOST_TEST(cases == 38U);
}

BOOST_AUTO_TEST_CASE(peers_are_accepted_and_refused_as_published) {
    chain::ChainSpec blocks_only = ethereum::mainnet();
    blocks_only.time_forks.clear();
    const chain::SpecProfile before_the_merge{blocks_only};
    const chain::SpecProfile today = mainnet();
    const json::value file = vectors("forkid_eth_mainnet.json");
    std::size_t cases = 0;
    for (const json::value& row : file.at("validation_cases").as_array()) {
        const bool full = text_at(row, "config") == "full";
        const chain::ForkId remote{fixed<4>(row.at("remote_hash")), number(row.at("remote_next"))};
        const chain::Head head{.number = number(row.at("local_head")),
                               .time = number(row.at("local_time"))};
        BOOST_TEST_CONTEXT("case " << json::serialize(row)) {
            const Result<void> action = (full ? today : before_the_merge).accepts(remote, head);
            BOOST_TEST(action.has_value() == (text_at(row, "result") == "accept"));
        }
        ++cases;
    }
    BOOST_TEST(cases == 45U);
}

BOOST_AUTO_TEST_CASE(the_bootnodes_can_be_queried) {
    const std::vector<net::Node> nodes = mainnet().bootnodes();

    BOOST_TEST(nodes.size() == 9U);
    for (const net::Node& node : nodes) BOOST_TEST(node.endpoint().udp_port > 1024U);
}

BOOST_AUTO_TEST_CASE(the_plugin_is_ethereums_main_network) {
    Loop loop;
    TestHost host(loop.executor(), "ethereum");

    const auto plugin = host.create(plexus_plugin_v1);

    BOOST_TEST(host.published<chain::ChainProfile>().name() == "ethereum");
}

BOOST_AUTO_TEST_SUITE_END()
