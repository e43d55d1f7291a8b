#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <sstream>

#include <api/plugin/config_error.hpp>
#include <kit/chain/fork_table.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/testing/fake_heads.hpp>
#include <plugins/bsc/network/forks.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(bsc_profile)

namespace {

WallTime at(std::int64_t seconds) { return WallTime{std::chrono::seconds{seconds}}; }

constexpr std::int64_t today = 1795'300'000;  // 2026-11-22, between Pasteur and Jenner

std::vector<bsc::AddedFork> added_to(const bsc::Network& network,
                                     const std::vector<std::string>& written) {
    std::vector<bsc::AddedFork> forks;
    for (const std::string& text : written) forks.push_back(bsc::read_fork(text));
    std::vector<bsc::AddedFork> added;
    bsc::add_forks(network, forks, "bsc.fork", added);
    return added;
}

chain::SpecProfile mainnet() { return chain::SpecProfile{bsc::spec_of(bsc::mainnet(), {})}; }

void check_genesis(const bsc::Network& network, const json::value& expected) {
    const chain::SpecProfile profile{bsc::spec_of(network, {})};

    BOOST_TEST(profile.network_id() == number(expected.at("chain_id")));
    BOOST_CHECK(profile.genesis().hash == fixed(expected.at("hash")));
    BOOST_TEST(profile.genesis().time == number(expected.at("timestamp")));
    const eth::Header header = eth::decode_header(profile.genesis_header()).value();
    BOOST_CHECK(header.state_root == fixed(expected.at("state_root")));
    BOOST_TEST(eth::check_body(header, profile.genesis_body()).has_value());
}

std::string joined(const json::value& names) {
    std::string text;
    for (const json::value& name : names.as_array()) {
        text += (text.empty() ? "" : ", ") + std::string{name.as_string()};
    }
    return text;
}

void check_forks(const bsc::Network& network, const json::value& file) {
    const chain::SpecProfile profile{bsc::spec_of(network, {})};
    const json::array& table = file.at("table").as_array();
    BOOST_REQUIRE(profile.fork_ids().rows().size() == table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        const chain::ForkIds::Row& row = profile.fork_ids().rows()[i];
        BOOST_CHECK(row.id.hash == fixed<4>(table[i].at("hash")));
        BOOST_TEST(row.from == number(table[i].at("active_from")));
        if (!table[i].at("next").is_null()) BOOST_TEST(row.id.next == number(table[i].at("next")));
        if (i > 0)
            BOOST_TEST(profile.spec().fork_names.at(row.from) == joined(table[i].at("names")));
    }
}

void check_creation(const bsc::Network& network, const json::value& file, std::size_t cases) {
    const chain::SpecProfile profile{bsc::spec_of(network, {})};
    const json::array& rows = file.at("creation_cases").as_array();
    BOOST_TEST(rows.size() == cases);
    for (const json::value& row : rows) {
        const chain::Head head{.number = number(row.at("head")), .time = number(row.at("time"))};
        BOOST_CHECK(profile.fork_id(head).hash == fixed<4>(row.at("hash")));
    }
}

void check_validation(const json::value& file, std::size_t cases) {
    const chain::SpecProfile profile{bsc::spec_of(bsc::mainnet(), {})};
    std::size_t seen = 0;
    for (const json::value& row : file.at("validation_cases").as_array()) {
        if (row.at("schedule") == "v1.7.3") continue;  // not ours: it ends before Pasteur
        const chain::ForkId remote{fixed<4>(row.at("remote_hash")), number(row.at("remote_next"))};
        const chain::Head head{.number = number(row.at("local_head")),
                               .time = number(row.at("local_time"))};
        BOOST_TEST_CONTEXT("case " << json::serialize(row)) {
            BOOST_TEST(profile.accepts(remote, head).has_value() == (row.at("result") == "accept"));
        }
        ++seen;
    }
    BOOST_TEST(seen == cases);
}

void check_nodes(const std::vector<net::Node>& nodes, const json::value& expected) {
    BOOST_REQUIRE(nodes.size() == expected.as_array().size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        BOOST_TEST(nodes[i].enode() == std::string{expected.at(i).as_string()});
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_genesis_blocks_are_the_known_ones) {
    const json::value file = vectors("genesis.json");
    check_genesis(bsc::mainnet(), file.at("genesis").at(0));
    check_genesis(bsc::chapel(), file.at("genesis").at(1));
}

BOOST_AUTO_TEST_CASE(the_fork_schedules_are_the_published_ones) {
    check_forks(bsc::mainnet(), vectors("forkid_bsc_mainnet.json"));
    check_forks(bsc::chapel(), vectors("forkid_bsc_chapel.json"));
}

BOOST_AUTO_TEST_CASE(the_profiles_have_the_computed_fork_ids) {
    const json::value mainnet_file = vectors("forkid_bsc_mainnet.json");
    check_creation(bsc::mainnet(), mainnet_file, 46);
    check_validation(mainnet_file, 14);
    const json::value chapel_file = vectors("forkid_bsc_chapel.json");
    check_creation(bsc::chapel(), chapel_file, chapel_file.at("creation_cases").as_array().size());
}

BOOST_AUTO_TEST_CASE(the_nodes_are_the_published_ones) {
    const json::value file = vectors("enodes_bsc.json");
    check_nodes(bsc::spec_of(bsc::mainnet(), {}).bootnodes, file.at("mainnet_bootnodes"));
    check_nodes(bsc::spec_of(bsc::chapel(), {}).bootnodes, file.at("chapel_static"));
    check_nodes(bsc::nodes_of(bsc::mainnet().static_nodes), file.at("mainnet_static_bsc_erigon"));
    check_nodes(bsc::nodes_of(bsc::chapel().static_nodes), file.at("chapel_static"));
}

BOOST_AUTO_TEST_CASE(no_node_is_named_twice_at_one_address) {  // a stale id fails the handshake
    for (const bsc::Network* network : {&bsc::mainnet(), &bsc::chapel()}) {
        std::set<std::string> addresses;
        for (const net::Node& node : bsc::nodes_of(network->bootnodes)) {
            BOOST_TEST(addresses.insert(node.endpoint().address.to_string()).second);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_has_the_fork_id_of_today) {
    const chain::SpecProfile profile = mainnet();

    const chain::Head head = profile.assumed_head(at(today));

    BOOST_TEST(to_hex(profile.fork_id(head).hash) == "d38cc282");
    BOOST_TEST(profile.fork_id(head).next == 1796697000U);
    BOOST_CHECK(head.hash == profile.genesis().hash);
    BOOST_CHECK(head.total_difficulty == 1);
    BOOST_TEST(head.time == static_cast<std::uint64_t>(today));
}

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_follows_the_forks_as_time_passes) {
    const chain::SpecProfile profile = mainnet();

    const chain::Head before = profile.assumed_head(at(1796696999));
    const chain::Head after = profile.assumed_head(at(1796697000));

    BOOST_TEST(to_hex(profile.fork_id(before).hash) == "d38cc282");
    BOOST_TEST(to_hex(profile.fork_id(after).hash) == "23d35e07");
}

BOOST_AUTO_TEST_CASE(an_added_fork_changes_what_comes_next) {
    const auto added = added_to(bsc::mainnet(), {"Later=1800000000", "Last=1900000000"});

    const chain::SpecProfile profile{bsc::spec_of(bsc::mainnet(), added)};

    BOOST_TEST(profile.fork_id(profile.assumed_head(at(1796697000))).next == 1800000000U);
    BOOST_TEST(profile.fork_id(profile.assumed_head(at(1800000000))).next == 1900000000U);
}

BOOST_AUTO_TEST_CASE(the_unconfirmed_fork_of_chapel_can_be_added) {
    const json::value guess = vectors("forkid_bsc_chapel.json").at("jenner_if_1793241000");
    const auto added = added_to(bsc::chapel(), {"Jenner=1793241000"});

    const chain::SpecProfile profile{bsc::spec_of(bsc::chapel(), added)};

    BOOST_CHECK(profile.fork_ids().rows().back().id.hash == fixed<4>(guess.at("hash_after")));
}

BOOST_AUTO_TEST_CASE(added_forks_that_make_no_sense_are_refused) {
    const auto add = [](const char* text) { added_to(bsc::mainnet(), {text}); };

    BOOST_CHECK_THROW(add("Later"), ConfigError);
    BOOST_CHECK_THROW(add("Later="), ConfigError);
    BOOST_CHECK_THROW(add("=1800000000"), ConfigError);
    BOOST_CHECK_THROW(add("Later=18e8"), ConfigError);
    BOOST_CHECK_THROW(add("Later=-1"), ConfigError);
    BOOST_CHECK_THROW(add("Later=99999999999999999999"), ConfigError);
    BOOST_CHECK_THROW(add("Later=1796697000"), ConfigError);  // not after Jenner
    BOOST_CHECK_THROW(add("Kepler=1800000000"), ConfigError);
    BOOST_CHECK_THROW(added_to(bsc::mainnet(), {"A=1900000000", "B=1800000000"}), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_fork_that_is_in_the_schedule_need_not_be_taken_out) {
    BOOST_TEST(added_to(bsc::mainnet(), {"Jenner=1796697000"}).empty());
    BOOST_TEST(added_to(bsc::mainnet(), {"FeynmanFix=1713419340"}).empty());
}

BOOST_AUTO_TEST_CASE(the_table_of_forks_marks_the_present_one) {
    const chain::SpecProfile profile = mainnet();
    std::ostringstream out;
    chain::print_fork_table(out, profile, chain::chain_status_of(profile, nullptr, at(today)));

    const std::string text = out.str();

    BOOST_TEST(text.find("Berlin, London, Hertz") != std::string::npos);
    BOOST_TEST(text.find("> time 1787625000  2026-08-25 02:30:00 UTC  Pasteur") !=
               std::string::npos);
    BOOST_TEST(text.find("by the clock: fork id d38cc282, next 1796697000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_table_says_how_it_is_known_where_the_node_stands) {
    const chain::SpecProfile profile = mainnet();
    chain::ChainStatus chain_status;
    chain_status.head = {.number = 34'140'700, .time = 1705996799};
    std::ostringstream held;
    std::ostringstream agreed;

    chain_status.source = chain::HeadSource::local;
    chain::print_fork_table(held, profile, chain_status);
    chain_status.source = chain::HeadSource::agreed;
    chain::print_fork_table(agreed, profile, chain_status);

    BOOST_TEST(held.str().find("block 34140700 of 2024-01-23 07:59:59 UTC, the head of the chain "
                               "held here: fork id 07b54328") != std::string::npos);
    BOOST_TEST(agreed.str().find("the head that enough peers agree on: fork id 07b54328") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_the_node_stands_is_for_the_tracker_to_say) {
    const chain::SpecProfile profile = mainnet();
    testing::FakeHeads heads;
    heads.now.source = chain::HeadSource::local;
    heads.now.head.number = 5'184'000;

    const chain::ChainStatus chain_status = chain::chain_status_of(profile, &heads, at(today));

    BOOST_TEST(to_hex(profile.fork_id(chain_status.head).hash) == "fc3ca6b7");
}

BOOST_AUTO_TEST_SUITE_END()
