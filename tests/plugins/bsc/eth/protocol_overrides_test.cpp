#include <boost/test/unit_test.hpp>

#include <plugins/bsc/eth/protocol_overrides.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(bsc_overrides)

BOOST_AUTO_TEST_CASE(upgrade_status_is_taken_and_refused_as_by_bsc_nodes) {
    const json::value file = vectors("bsc_protocol.json");
    const bsc::ProtocolOverrides overrides{bsc::TransactionGossip::wanted};
    std::size_t seen = 0;
    for (const json::value& entry : file.at("upgrade_status").at("cases").as_array()) {
        const Result<bsc::TransactionGossip> action =
            overrides.after_status(68)->accept(hex(entry.at("payload")));
        BOOST_TEST_CONTEXT("case " << json::serialize(entry)) {
            BOOST_TEST(action.has_value() == (entry.at("result") == "accept"));
        }
        ++seen;
    }
    BOOST_TEST(seen == 9U);
}

BOOST_AUTO_TEST_CASE(what_upgrade_status_says_is_understood) {
    using enum bsc::TransactionGossip;

    BOOST_CHECK(bsc::decode_upgrade_status(hex("c2c180")).value() == wanted);
    BOOST_CHECK(bsc::decode_upgrade_status(hex("c180")).value() == wanted);
    BOOST_CHECK(bsc::decode_upgrade_status(hex("c2c101")).value() == unwanted);
    BOOST_TEST(!bsc::decode_upgrade_status(hex("c2c102")));
    BOOST_TEST(!bsc::decode_upgrade_status(hex("c2c100")));
    BOOST_TEST(!bsc::decode_upgrade_status({}));
}

BOOST_AUTO_TEST_CASE(ours_is_written_as_by_bsc_nodes) {
    const bsc::ProtocolOverrides wanted{bsc::TransactionGossip::wanted};
    const bsc::ProtocolOverrides unwanted{bsc::TransactionGossip::unwanted};

    BOOST_TEST(wanted.after_status(68)->code == 0x0bU);
    BOOST_TEST(to_hex(wanted.after_status(68)->payload) == "c2c180");
    BOOST_TEST(to_hex(unwanted.after_status(67)->payload) == "c2c101");
}

BOOST_AUTO_TEST_CASE(only_eth_67_68_and_70_have_an_overrides) {
    const bsc::ProtocolOverrides overrides{bsc::TransactionGossip::wanted};

    BOOST_TEST(!overrides.after_status(66));
    BOOST_TEST(overrides.after_status(67));
    BOOST_TEST(overrides.after_status(68));
    BOOST_TEST(!overrides.after_status(69));
    BOOST_TEST(!overrides.after_status(70));
    BOOST_TEST(!overrides.length(66));
    BOOST_TEST(overrides.length(67).value() == 18U);
    BOOST_TEST(!overrides.length(68));
    BOOST_TEST(!overrides.status(68));
    BOOST_TEST(!overrides.status(69));
    BOOST_TEST(overrides.status(70));
    BOOST_TEST(!overrides.length(70));
}

BOOST_AUTO_TEST_SUITE_END()
