#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>

#include <api/plugin/config_error.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>
#include <plugins/devnet/genesis_block.hpp>
#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(devnet_genesis)

namespace {

const std::array chains{"pow", "pos", "blobs"};

std::string folder(const std::string& chain) { return PLEXUS_TEST_DATA "/" + chain; }

chain::SpecProfile profile_of(const std::string& chain) {
    const devnet::Genesis genesis = devnet::load_genesis(folder(chain) + "/genesis.json");
    return chain::SpecProfile{devnet::spec_of(genesis, std::nullopt)};
}

/// A whole file around what is tested.
devnet::Genesis with(const std::string& config, const std::string& alloc = "{}") {
    return devnet::parse_genesis(
        R"({"config": {"chainId": 1, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0,
            "eip158Block": 0, "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0,
            "istanbulBlock": 0, "berlinBlock": 0)" +
            config + R"(}, "gasLimit": "0x1", "difficulty": "1", "timestamp": 100, "alloc": )" +
            alloc + "}",
        "test.json");
}

eth::Header header_with(const std::string& config) {
    return eth::decode_header(devnet::spec_of(with(config), std::nullopt).genesis_header).value();
}

bool refused(const std::string& json) {
    try {
        devnet::parse_genesis(json, "test.json");
    } catch (const ConfigError& error) {
        return std::string_view{error.what()}.starts_with("devnet.genesis: test.json");
    }
    return false;
}

}  // namespace

BOOST_DATA_TEST_CASE(go_ethereum_makes_the_same_genesis_block, data::make(chains)) {
    const json::value facts = load_json(folder(sample) + "/chain.json");

    const chain::SpecProfile profile = profile_of(sample);

    BOOST_CHECK(profile.genesis().hash == fixed(facts.at("genesisHash")));
    BOOST_TEST(profile.network_id() == number(facts.at("chainId")));
    const eth::Header header = eth::decode_header(profile.genesis_header()).value();
    BOOST_CHECK(header.state_root == fixed(facts.at("genesisStateRoot")));
    BOOST_TEST(eth::check_body(header, profile.genesis_body()).has_value());
}

BOOST_DATA_TEST_CASE(go_ethereum_computes_the_same_fork_ids, data::make(chains)) {
    const json::value facts = load_json(folder(sample) + "/chain.json");
    const chain::SpecProfile profile = profile_of(sample);
    for (const json::value& row : facts.at("forkIds").as_array()) {
        const chain::Head head{.number = number(row.at("block")), .time = number(row.at("time"))};
        BOOST_CHECK(profile.fork_id(head).hash == fixed<4>(row.at("hash")));
        BOOST_TEST(profile.fork_id(head).next == number(row.at("next")));
    }
}

BOOST_AUTO_TEST_CASE(the_genesis_header_has_the_fields_of_the_forks_active_in_it) {
    const std::string london = R"(, "londonBlock": 0)";
    const std::string cancun = london + R"(, "shanghaiTime": 0, "cancunTime": 100)";

    BOOST_TEST(!header_with(R"(, "londonBlock": 1)").base_fee);
    BOOST_CHECK(header_with(london).base_fee == 1'000'000'000);
    BOOST_TEST(!header_with(london + R"(, "shanghaiTime": 101)").withdrawals_root);
    BOOST_TEST(header_with(london + R"(, "shanghaiTime": 100)").withdrawals_root.has_value());
    BOOST_TEST(header_with(cancun).blob_gas_used.value() == 0U);
    BOOST_TEST(header_with(cancun).parent_beacon_root->is_zero());
    BOOST_TEST(!header_with(cancun).requests_hash);
    BOOST_TEST(to_hex(*header_with(cancun + R"(, "pragueTime": 100)").requests_hash) ==
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const std::string amsterdam = cancun + R"(, "pragueTime": 100, "amsterdamTime": 100)";
    BOOST_TEST(to_hex(header_with(amsterdam).unknown) ==
               "a0"
               "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"
               "80");
}

BOOST_AUTO_TEST_CASE(a_chain_that_begins_with_amsterdam_is_go_ethereums) {
    const chain::SpecProfile profile = profile_of("amsterdam");

    // As go-ethereum v1.17.10 computes them.
    BOOST_TEST(to_hex(profile.genesis().hash).starts_with("4aa78cc3"));
    BOOST_TEST(to_hex(profile.fork_id({}).hash) == "eb7aa2a8");
}

BOOST_AUTO_TEST_CASE(only_known_forks_count_and_the_others_are_noted) {
    const devnet::Rules rules = with(R"(, "londonBlock": 5, "mergeNetsplitBlock": 7,
        "anyBlock": 5, "otherTime": 500, "cancunTime": null, "terminalTotalDifficulty": 9)")
                                    .rules;
    const std::vector<std::string> ignored{"anyBlock", "otherTime"};

    BOOST_CHECK(rules.fork("londonBlock") == 5);
    BOOST_CHECK(rules.fork("mergeNetsplitBlock") == 7);
    BOOST_TEST(!rules.fork("cancunTime"));
    BOOST_TEST(rules.ignored == ignored, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_blob_schedule_is_the_files_or_the_specifications) {
    const std::string forks =
        R"(, "londonBlock": 0, "shanghaiTime": 0, "cancunTime": 5, "pragueTime": 9)";

    const auto usual = with(forks).rules.blob_schedule;
    const auto given = with(forks + R"(, "blobSchedule": {"prague":
        {"target": 1, "max": 2, "baseFeeUpdateFraction": 3}})")
                           .rules.blob_schedule;

    BOOST_TEST_REQUIRE(usual.size() == 2U);
    BOOST_CHECK(usual[0] == (chain::BlobRules{5, 3, 6, 3338477, false}));
    BOOST_CHECK(usual[1] == (chain::BlobRules{9, 6, 9, 5007716, false}));
    BOOST_CHECK(given[1] == (chain::BlobRules{9, 1, 2, 3, false}));
    const auto osaka = with(forks + R"(, "osakaTime": 11)").rules.blob_schedule;
    BOOST_TEST_REQUIRE(osaka.size() == 3U);
    BOOST_CHECK(osaka[2] == (chain::BlobRules{11, 6, 9, 5007716, true}));
    BOOST_CHECK_THROW(with(forks + R"(, "bpo1Time": 9)"), ConfigError);
}

BOOST_AUTO_TEST_CASE(accounts_are_read_in_all_their_spellings) {
    const std::string address(40, 'a');
    const devnet::Genesis genesis = with("", R"({"0x)" + address + R"(": {
        "balance": "1000000000000000000000000", "nonce": "0x7", "code": "0x6001",
        "storage": {"0x01": "0x02", ")" + std::string(64, '0') +
                                                 R"(": "0x00"}}})");

    const devnet::Account& account = genesis.accounts.at(fixed_from_hex<20>(address).value());

    BOOST_TEST(account.balance.hex() == "0xd3c21bcecceda1000000");
    BOOST_TEST(account.nonce == 7U);
    BOOST_TEST(account.code.size() == 2U);
    BOOST_TEST(account.storage.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_slot_of_zero_is_as_good_as_none) {
    const std::string head = R"({")" + std::string(40, 'a') + R"(": {"balance": "0")";

    const auto without = with("", head + "}}").accounts;
    const auto zero = with("", head + R"(, "storage": {"0x01": "0x00"}}})").accounts;
    const auto one = with("", head + R"(, "storage": {"0x01": "0x01"}}})").accounts;

    BOOST_CHECK(devnet::state_root(without) == devnet::state_root(zero));
    BOOST_CHECK(devnet::state_root(without) != devnet::state_root(one));
}

BOOST_AUTO_TEST_CASE(no_accounts_make_the_empty_root) {
    BOOST_TEST(to_hex(devnet::state_root({})) ==
               "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
}

BOOST_AUTO_TEST_CASE(the_network_id_can_differ_from_the_chain_id) {
    BOOST_TEST(devnet::spec_of(with(""), 77).network_id == 77U);
    BOOST_TEST(devnet::spec_of(with(""), std::nullopt).network_id == 1U);
    BOOST_CHECK(devnet::spec_of(with(""), 77).chain_id == 1U);
}

BOOST_AUTO_TEST_CASE(a_malformed_file_is_refused_with_its_name) {
    const std::string rest = R"("gasLimit": 1, "difficulty": 1, "alloc": {}})";

    BOOST_TEST(refused(""));
    BOOST_TEST(refused("{"));
    BOOST_TEST(refused("[]"));
    BOOST_TEST(refused("{}"));
    BOOST_TEST(refused("{" + rest));
    BOOST_TEST(refused(R"({"config": {"londonBlock": "x"}, )" + rest));
    BOOST_TEST(refused(R"({"config": {"londonBlock": -1}, )" + rest));
    BOOST_TEST(refused(R"({"config": [], )" + rest));
    BOOST_TEST(refused(R"({"config": {}, "gasLimit": 1, "difficulty": 1})"));
    BOOST_TEST(refused(R"({"config": {}, "mixHash": "0x12", )" + rest));
    BOOST_TEST(refused(R"({"config": {}, "number": 5, )" + rest));
    BOOST_TEST(refused(R"({"config": {}, "nonce": "0x112233445566778899", )" + rest));
    BOOST_TEST(!refused(R"({"config": {}, )" + rest));
}

BOOST_AUTO_TEST_CASE(malformed_accounts_are_refused_with_their_place) {
    const std::string head = R"({"config": {}, "gasLimit": 1, "difficulty": 1, "alloc": {")";
    const std::string address(40, 'a');

    BOOST_TEST(refused(head + R"(aa": {"balance": 1}}})"));
    BOOST_TEST(refused(head + address + R"(": 5}})"));
    BOOST_TEST(refused(head + address + R"(": null}})"));
    BOOST_TEST(refused(head + address + R"(": {}}})"));
    BOOST_TEST(refused(head + address + R"(": {"balance": 1e30}}})"));
    BOOST_TEST(refused(head + address + R"(": {"balance": 1, "storage": {"zz": "00"}}}})"));
    BOOST_TEST(refused(head + address + R"(": {"balance": 1, "storage": {"00": 1}}}})"));
    BOOST_TEST(!refused(head + address + R"(": {"balance": 1}}})"));
}

BOOST_AUTO_TEST_SUITE_END()
