#include <boost/test/unit_test.hpp>

#include <api/core/uint256.hpp>
#include <plugins/bsc/eth/status.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(bsc_status)

namespace {

eth::Status mainnet_status() {
    eth::Status status;
    status.version = 70;
    status.network_id = 56;
    status.total_difficulty = 0x0102;
    status.genesis.bytes.fill(0x0d);
    status.fork_id = {fixed_from_hex<4>("d38cc282").value(), 1796697000};
    status.earliest = 0;
    status.latest = 68'000'000;
    status.head.bytes.fill(0xaa);
    return status;
}

std::string repeated(const char* byte) {
    std::string text;
    for (int i = 0; i < 32; ++i) text += byte;
    return text;
}

/// By the layout, written by hand.
std::string expected_payload() {
    return "f85846" + std::string{"38820102a0"} + repeated("0d") + "ca84d38cc282846b176ba8" +
           "8084040d9900a0" + repeated("aa");
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_total_difficulty_is_the_third_element) {
    const Bytes payload = bsc::Status70{}.encode(mainnet_status());

    BOOST_TEST(to_hex(payload) == expected_payload());
}

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read) {
    const eth::Status sent = mainnet_status();

    const eth::Status read = bsc::Status70{}.decode(bsc::Status70{}.encode(sent)).value();

    BOOST_TEST(read.version == 70U);
    BOOST_TEST(read.network_id == 56U);
    BOOST_CHECK(read.total_difficulty == sent.total_difficulty);
    BOOST_CHECK(read.genesis == sent.genesis);
    BOOST_CHECK(read.fork_id == sent.fork_id);
    BOOST_TEST(read.latest == 68'000'000U);
    BOOST_CHECK(read.head == sent.head);
}

BOOST_AUTO_TEST_CASE(a_range_that_makes_no_sense_is_refused) {
    eth::Status backwards = mainnet_status();
    backwards.earliest = backwards.latest + 1;
    eth::Status headless = mainnet_status();
    headless.head = {};

    BOOST_TEST(!bsc::Status70{}.decode(bsc::Status70{}.encode(backwards)));
    BOOST_TEST(!bsc::Status70{}.decode(bsc::Status70{}.encode(headless)));
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_above_100_bits_is_refused) {
    eth::Status heavy = mainnet_status();
    heavy.total_difficulty = Uint256::parse("0x10000000000000000000000000").value();

    BOOST_CHECK(bsc::Status70{}.decode(bsc::Status70{}.encode(heavy)).error() ==
                Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(the_layouts_of_other_versions_are_refused) {
    const Bytes payload = bsc::Status70{}.encode(mainnet_status());
    const Bytes cut(payload.begin(), payload.end() - 33);
    Bytes longer = payload;
    longer[1] += 1;
    longer.push_back(0x80);

    for (const Bytes& wrong : {cut, longer, hex("c0"), hex("80"), Bytes{}}) {
        BOOST_TEST(!bsc::Status70{}.decode(wrong));
    }
}

BOOST_AUTO_TEST_SUITE_END()
