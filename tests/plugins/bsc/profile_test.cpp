#include <boost/test/unit_test.hpp>

#include <chrono>
#include <sstream>

#include <api/plugin/options.hpp>
#include <kit/eth/header.hpp>
#include <kit/eth/roots.hpp>
#include <plugins/bsc/fork_table.hpp>

#include <tests/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

WallTime at(std::int64_t seconds) { return WallTime{std::chrono::seconds{seconds}}; }

constexpr std::int64_t today = 1795'300'000;  // 2026-11-22, between Pasteur and Jenner

eth::SpecProfile mainnet() { return eth::SpecProfile{bsc::spec_of(bsc::mainnet(), {})}; }

void check_genesis(const bsc::Network& network, const json::value& expected) {
    const eth::SpecProfile profile{bsc::spec_of(network, {})};

    BOOST_TEST(profile.network_id() == number(expected.at("chain_id")));
    BOOST_CHECK(profile.genesis().hash == fixed(expected.at("hash")));
    BOOST_TEST(profile.genesis().time == number(expected.at("timestamp")));
    const eth::Header header = eth::decode_header(profile.genesis_header()).value();
    BOOST_CHECK(header.state_root == fixed(expected.at("state_root")));
    BOOST_TEST(eth::check_body(header, profile.genesis_body()).has_value());
}

void check_forks(const bsc::Network& network, const json::value& file) {
    const eth::SpecProfile profile{bsc::spec_of(network, {})};
    const json::array& table = file.at("table").as_array();
    BOOST_REQUIRE(profile.fork_ids().rows().size() == table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        BOOST_CHECK(profile.fork_ids().rows()[i].id.hash == fixed<4>(table[i].at("hash")));
        BOOST_TEST(profile.fork_ids().rows()[i].from == number(table[i].at("active_from")));
    }
}

void check_bootnodes(const bsc::Network& network, const json::value& expected) {
    const std::vector<net::Node> nodes = bsc::spec_of(network, {}).bootnodes;
    BOOST_REQUIRE(nodes.size() == expected.as_array().size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        BOOST_TEST(nodes[i].enode() == std::string{expected.at(i).as_string()});
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bsc_profile)

BOOST_AUTO_TEST_CASE(the_genesis_blocks_are_the_known_ones) {
    const json::value file = vectors("genesis.json");
    check_genesis(bsc::mainnet(), file.at("genesis").at(0));
    check_genesis(bsc::chapel(), file.at("genesis").at(1));
}

BOOST_AUTO_TEST_CASE(the_fork_schedules_are_the_published_ones) {
    check_forks(bsc::mainnet(), vectors("forkid_bsc_mainnet.json"));
    check_forks(bsc::chapel(), vectors("forkid_bsc_chapel.json"));
}

BOOST_AUTO_TEST_CASE(the_bootnodes_are_the_published_ones) {
    const json::value file = vectors("enodes_bsc.json");
    check_bootnodes(bsc::mainnet(), file.at("mainnet_bootnodes"));
    check_bootnodes(bsc::chapel(), file.at("chapel_static"));
}

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_has_the_fork_id_of_today) {
    const eth::SpecProfile profile = mainnet();

    const chain::Head head = profile.assumed_head(at(today));

    BOOST_TEST(to_hex(profile.fork_id(head).hash) == "d38cc282");
    BOOST_TEST(profile.fork_id(head).next == 1796697000U);
    BOOST_CHECK(head.hash == profile.genesis().hash);
    BOOST_CHECK(head.total_difficulty == eth::wide(1));
    BOOST_TEST(head.time == static_cast<std::uint64_t>(today));
}

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_follows_the_forks_as_time_passes) {
    const eth::SpecProfile profile = mainnet();

    const chain::Head before = profile.assumed_head(at(1796696999));
    const chain::Head after = profile.assumed_head(at(1796697000));

    BOOST_TEST(to_hex(profile.fork_id(before).hash) == "d38cc282");
    BOOST_TEST(to_hex(profile.fork_id(after).hash) == "23d35e07");
}

BOOST_AUTO_TEST_CASE(an_added_fork_changes_what_comes_next) {
    const auto added =
        bsc::read_added_forks({"Later=1800000000", "Last=1900000000"}, bsc::mainnet());

    const eth::SpecProfile profile{bsc::spec_of(bsc::mainnet(), added)};

    BOOST_TEST(profile.fork_id(profile.assumed_head(at(1796697000))).next == 1800000000U);
    BOOST_TEST(profile.fork_id(profile.assumed_head(at(1800000000))).next == 1900000000U);
}

BOOST_AUTO_TEST_CASE(the_unconfirmed_fork_of_chapel_can_be_added) {
    const json::value guess = vectors("forkid_bsc_chapel.json").at("jenner_if_1793241000");
    const auto added = bsc::read_added_forks({"Jenner=1793241000"}, bsc::chapel());

    const eth::SpecProfile profile{bsc::spec_of(bsc::chapel(), added)};

    BOOST_CHECK(profile.fork_ids().rows().back().id.hash == fixed<4>(guess.at("hash_after")));
}

BOOST_AUTO_TEST_CASE(added_forks_that_make_no_sense_are_refused) {
    const auto add = [](const char* text) { bsc::read_added_forks({text}, bsc::mainnet()); };

    BOOST_CHECK_THROW(add("Later"), ConfigError);
    BOOST_CHECK_THROW(add("Later="), ConfigError);
    BOOST_CHECK_THROW(add("=1800000000"), ConfigError);
    BOOST_CHECK_THROW(add("Later=18e8"), ConfigError);
    BOOST_CHECK_THROW(add("Later=-1"), ConfigError);
    BOOST_CHECK_THROW(add("Later=99999999999999999999"), ConfigError);
    BOOST_CHECK_THROW(add("Later=1796697000"), ConfigError);  // not after Jenner
    BOOST_CHECK_THROW(add("Kepler=1800000000"), ConfigError);
    BOOST_CHECK_THROW(bsc::read_added_forks({"A=1900000000", "B=1800000000"}, bsc::mainnet()),
                      ConfigError);
}

BOOST_AUTO_TEST_CASE(the_table_of_forks_marks_the_present_one) {
    std::ostringstream out;
    bsc::print_fork_table(out, bsc::mainnet(), {}, mainnet(), at(today));

    const std::string text = out.str();

    BOOST_TEST(text.find("Berlin, London, Hertz") != std::string::npos);
    BOOST_TEST(text.find("> time 1787625000  2026-08-25 02:30:00 UTC  Pasteur") !=
               std::string::npos);
    BOOST_TEST(text.find("fork id d38cc282, next 1796697000") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
