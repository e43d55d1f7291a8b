// Whole chains that go-ethereum made: every value decodes, verifies, and encodes to the same bytes.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <set>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/roots.hpp>

#include "chain_files.hpp"

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(chains_of_go_ethereum)

namespace {

const std::array chains{"pow", "pos", "blobs"};

std::set<std::string> funded_accounts(const std::string& chain) {
    const json::value genesis = load_json(PLEXUS_TEST_DATA "/" + chain + "/genesis.json");
    std::set<std::string> accounts;
    for (const auto& account : genesis.at("alloc").as_object()) accounts.emplace(account.key());
    return accounts;
}

}  // namespace

BOOST_DATA_TEST_CASE(blocks_link_up_from_genesis_to_the_known_head, data::make(chains)) {
    const json::value facts = chain_facts(sample);
    Hash256 parent = fixed(facts.at("genesisHash"));
    std::uint64_t at = 0;
    for (const SharedBytes& raw : chain_blocks(sample)) {
        const eth::RawBlock block = eth::split_block(raw).value();
        BOOST_REQUIRE(block.parent == parent);
        BOOST_REQUIRE(block.number == ++at);
        BOOST_REQUIRE(to_hex(eth::block_list(block)) == to_hex(raw));
        parent = block.hash;
    }
    BOOST_CHECK(parent == fixed(facts.at("headHash")));
    BOOST_TEST(at == number(facts.at("headNumber")));
}

BOOST_DATA_TEST_CASE(headers_and_bodies_verify_and_round_trip, data::make(chains)) {
    std::size_t transactions = 0;
    std::size_t uncles = 0;
    std::size_t withdrawals = 0;
    for (const SharedBytes& raw : chain_blocks(sample)) {
        const eth::RawBlock block = eth::split_block(raw).value();
        const eth::Header header = eth::decode_header(block.header).value();
        BOOST_REQUIRE(to_hex(eth::encode_header(header)) == to_hex(block.header));
        const Bytes list = eth::body_list(block);
        BOOST_REQUIRE(eth::check_body(header, list).has_value());
        const eth::Body body = eth::decode_body(list).value();
        BOOST_REQUIRE(to_hex(eth::encode_body(body)) == to_hex(list));
        transactions += body.transactions.size();
        uncles += body.uncles.size();
        withdrawals += body.withdrawals ? body.withdrawals->size() : 0;
    }
    const json::value facts = chain_facts(sample);
    BOOST_TEST(transactions == number(facts.at("transactions")));
    BOOST_TEST(uncles == number(facts.at("uncles")));
    BOOST_TEST(withdrawals == number(facts.at("withdrawals")));
}

BOOST_DATA_TEST_CASE(hashes_agree_and_senders_are_the_funded_accounts, data::make(chains)) {
    const std::set<std::string> accounts = funded_accounts(sample);
    for (const SharedBytes& raw : chain_blocks(sample)) {
        const eth::RawBlock block = eth::split_block(raw).value();
        for (const eth::RawTransaction& item : eth::transactions_of(block).value()) {
            const eth::Transaction transaction = eth::decode_transaction(item.bytes).value();
            BOOST_REQUIRE(eth::hash_of(transaction) == item.hash);
            BOOST_REQUIRE(accounts.contains(to_hex(eth::sender_of(transaction).value())));
        }
    }
}

BOOST_DATA_TEST_CASE(receipts_verify_and_round_trip, data::make(chains)) {
    const std::vector<SharedBytes> blocks = chain_blocks(sample);
    const std::vector<SharedBytes> receipts = chain_receipts(sample);
    BOOST_REQUIRE(receipts.size() == blocks.size() + 1);  // block 0 has some too: none
    std::size_t logs = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const eth::RawBlock block = eth::split_block(blocks[i]).value();
        const eth::Header header = eth::decode_header(block.header).value();
        const SharedBytes& list = receipts[i + 1];
        BOOST_REQUIRE(eth::check_receipts(header, list).has_value());
        const std::vector<eth::Receipt> decoded = eth::decode_receipt_list(list).value();
        BOOST_REQUIRE(decoded.size() == block.transactions);
        BOOST_REQUIRE(to_hex(eth::encode_receipt_list(decoded)) == to_hex(list));
        for (const eth::Receipt& receipt : decoded) {
            BOOST_REQUIRE(eth::bloom_of(receipt.logs) == receipt.bloom);
            logs += receipt.logs.size();
        }
    }
    BOOST_TEST(logs == number(chain_facts(sample).at("logs")));
}

BOOST_AUTO_TEST_CASE(receipts_of_another_block_do_not_verify) {
    const eth::RawBlock block = eth::split_block(chain_blocks("pow").at(200)).value();
    eth::Header header = eth::decode_header(block.header).value();
    const std::vector<SharedBytes> receipts = chain_receipts("pow");
    BOOST_REQUIRE(eth::check_receipts(header, receipts.at(201)).has_value());

    header.receipts_root.bytes[0] ^= 1;

    BOOST_CHECK(eth::check_receipts(header, receipts.at(201)).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_SUITE_END()
