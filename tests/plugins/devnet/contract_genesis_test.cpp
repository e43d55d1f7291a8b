// A genesis block with contracts, against what core.Genesis.ToBlock() and forkid.NewID() of
// go-ethereum v1.12.2 made of the same file.

#include <boost/test/unit_test.hpp>

#include <kit/eth/types/header.hpp>
#include <plugins/devnet/genesis_block.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(genesis_with_contracts)

namespace {

// clang-format off
constexpr std::string_view file = R"(
{"config": {
    "chainId": 4242, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0, "eip158Block": 0,
    "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0, "istanbulBlock": 0,
    "berlinBlock": 0, "londonBlock": 0, "mergeNetsplitBlock": 33, "shanghaiTime": 0,
    "terminalTotalDifficulty": 0, "cancunTime": 1800000000},
 "nonce": "0x1234", "timestamp": "0x64", "extraData": "0x0102", "gasLimit": "0x1c9c380",
 "difficulty": "0x20000",
 "mixhash": "0x00000000000000000000000000000000000000000000000000000000000000aa",
 "coinbase": "0x00000000000000000000000000000000000000bb",
 "alloc": {
    "0x1000000000000000000000000000000000000001": {"balance": "0"},
    "1000000000000000000000000000000000000002": {"balance": "1000000000000000000000", "nonce": "0x5"},
    "0x1000000000000000000000000000000000000003": {"balance": "0x1", "code": "0x6001600255", "storage": {
        "0x01": "0x02",
        "0x0000000000000000000000000000000000000000000000000000000000000100":
            "0x00000000000000000000000000000000000000000000000000000000000fffff",
        "0x03": "0x00",
        "0x04": "0x80",
        "0x05": "0xff00000000000000000000000000000000000000000000000000000000000000"}}}})";
// clang-format on

chain::SpecProfile profile() {
    return chain::SpecProfile{
        devnet::spec_of(devnet::parse_genesis(file, "test.json"), std::nullopt)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(go_ethereum_makes_the_same_state_and_block) {
    const chain::SpecProfile chain = profile();
    const eth::Header header = eth::decode_header(chain.genesis_header()).value();

    BOOST_TEST(to_hex(header.state_root) ==
               "66f043c93789163894be82cfa551dc46d469074e68019423a386a17c14751c5d");
    BOOST_TEST(to_hex(chain.genesis().hash) ==
               "f0ba9751ff9591c355706c4b61e48db1b7bdcd41662cfcde220f33b9e34b4637");
}

BOOST_AUTO_TEST_CASE(go_ethereum_computes_the_same_fork_ids) {
    const chain::SpecProfile chain = profile();
    const chain::ForkIds& ids = chain.fork_ids();

    BOOST_TEST(to_hex(ids.at(0, 100).hash) == "58e3df25");
    BOOST_TEST(ids.at(0, 100).next == 33U);
    BOOST_TEST(to_hex(ids.at(33, 1000).hash) == "5de53d8f");
    BOOST_TEST(to_hex(ids.at(40, 1800000000).hash) == "80e56c16");
}

BOOST_AUTO_TEST_SUITE_END()
