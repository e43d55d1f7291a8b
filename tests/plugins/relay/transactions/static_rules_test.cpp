#include <boost/test/unit_test.hpp>

#include <kit/eth/types/raw_transaction.hpp>

#include <plugins/relay/transactions/static_rules.hpp>

namespace {

using namespace plexus;
using relay::HeadRules;
using relay::never_valid;

HeadRules rules_of(const eth::Header& header) { return relay::rules_of(header, 20260); }

eth::Transaction transfer() {
    eth::Transaction transaction;
    transaction.type = eth::transaction_type::dynamic_fee;
    transaction.gas = 21'000;
    transaction.max_fee = 100;
    transaction.max_priority_fee = 1;
    transaction.to = Address{};
    return transaction;
}

eth::Header london_header() {
    eth::Header header;
    header.gas_limit = 30'000'000;
    return header;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transactions_that_are_valid_in_no_state)

BOOST_AUTO_TEST_CASE(a_plain_transfer_may_be_valid) {
    BOOST_TEST(never_valid(transfer(), rules_of(london_header())) == "");
}

BOOST_AUTO_TEST_CASE(more_gas_than_a_block_has_is_never_valid) {
    eth::Transaction transaction = transfer();
    transaction.gas = 30'000'001;

    BOOST_TEST(never_valid(transaction, rules_of(london_header())) == "exceeds block gas limit");
    BOOST_TEST(never_valid(transaction, HeadRules{}) == "");
}

BOOST_AUTO_TEST_CASE(less_gas_than_its_bytes_cost_is_never_valid) {
    eth::Transaction transaction = transfer();
    transaction.input = Bytes{0, 1};

    BOOST_TEST(never_valid(transaction, HeadRules{}) ==
               "intrinsic gas too low: gas 21000, minimum needed 21020");
}

BOOST_AUTO_TEST_CASE(a_tip_above_the_fee_is_never_valid) {
    eth::Transaction transaction = transfer();
    transaction.max_priority_fee = 101;

    BOOST_TEST(never_valid(transaction, HeadRules{}) ==
               "max priority fee per gas higher than max fee per gas");
}

BOOST_AUTO_TEST_CASE(initcode_is_limited_and_paid_for_since_shanghai) {
    eth::Header header = london_header();
    header.withdrawals_root = Hash256{};
    eth::Transaction transaction = transfer();
    transaction.to.reset();
    transaction.gas = 53'000 + 64 * 4 + 3;
    transaction.input.resize(64);

    BOOST_TEST(never_valid(transaction, rules_of(london_header())) == "");
    BOOST_TEST(never_valid(transaction, rules_of(header)) ==
               "intrinsic gas too low: gas 53259, minimum needed 53260");
    transaction.input.resize(49'153);
    BOOST_TEST(never_valid(transaction, rules_of(header)) ==
               "max initcode size exceeded: code size 49153, limit 49152");
}

BOOST_AUTO_TEST_CASE(blobs_are_never_valid_before_cancun) {
    eth::Transaction transaction = transfer();
    transaction.type = eth::transaction_type::blob;
    transaction.blob_hashes.resize(1);

    BOOST_TEST(never_valid(transaction, rules_of(london_header())) ==
               "transaction type not supported: type 3 rejected, pool not yet in Cancun");
    BOOST_TEST(never_valid(transaction, HeadRules{}) == "");
}

BOOST_AUTO_TEST_CASE(input_has_a_floor_price_since_prague) {
    eth::Header header = london_header();
    header.requests_hash = Hash256{};
    eth::Transaction transaction = transfer();
    transaction.input = Bytes{0, 1};
    transaction.gas = 21'000 + 10 + 40 - 1;

    BOOST_TEST(never_valid(transaction, rules_of(london_header())) == "");
    BOOST_TEST(never_valid(transaction, rules_of(header)) ==
               "insufficient gas for floor data gas cost: gas 21049, minimum needed 21050");
    ++transaction.gas;
    BOOST_TEST(never_valid(transaction, rules_of(header)) == "");
}

BOOST_AUTO_TEST_CASE(a_transaction_has_no_more_than_a_fixed_gas_since_osaka) {
    eth::Header header = london_header();
    header.time = 1764798551;
    eth::Transaction transaction = transfer();
    transaction.gas = 16'777'217;

    BOOST_TEST(never_valid(transaction, relay::rules_of(header, 1)) ==
               "transaction gas limit too high (cap: 16777216, tx: 16777217)");
    BOOST_TEST(never_valid(transaction, relay::rules_of(header, 56)) == "");
    BOOST_TEST(never_valid(transaction, rules_of(header)) == "");
    header.unknown = Bytes{0x80};
    BOOST_TEST(never_valid(transaction, rules_of(header)) != "");
    --transaction.gas;
    BOOST_TEST(never_valid(transaction, relay::rules_of(header, 1)) == "");
}

BOOST_AUTO_TEST_CASE(the_last_nonce_is_never_valid) {
    eth::Transaction transaction = transfer();
    transaction.nonce = std::numeric_limits<std::uint64_t>::max();

    BOOST_TEST(never_valid(transaction, HeadRules{}) == "nonce has max value");
    --transaction.nonce;
    BOOST_TEST(never_valid(transaction, HeadRules{}) == "");
}

BOOST_AUTO_TEST_CASE(blobs_of_a_transaction_are_limited) {
    eth::Header header = london_header();
    header.time = 1777343400;
    header.excess_blob_gas = 0;
    eth::Transaction transaction = transfer();
    transaction.type = eth::transaction_type::blob;
    BOOST_TEST(never_valid(transaction, HeadRules{}) == "blobless blob transaction");

    transaction.blob_hashes.resize(6);
    BOOST_TEST(never_valid(transaction, relay::rules_of(header, 56)) == "");
    transaction.blob_hashes.resize(7);
    BOOST_TEST(never_valid(transaction, relay::rules_of(header, 56)) ==
               "too many blobs in transaction: have 7, permitted 6");
    BOOST_TEST(never_valid(transaction, HeadRules{}) == "");
    transaction.blob_hashes.resize(10);
    BOOST_TEST(never_valid(transaction, HeadRules{}) ==
               "too many blobs in transaction: have 10, permitted 9");
}

BOOST_AUTO_TEST_CASE(code_cannot_be_set_without_an_authorization) {
    eth::Transaction transaction = transfer();
    transaction.type = eth::transaction_type::set_code;

    BOOST_TEST(never_valid(transaction, HeadRules{}) ==
               "set code tx must have at least one authorization tuple");
}

BOOST_AUTO_TEST_SUITE_END()
