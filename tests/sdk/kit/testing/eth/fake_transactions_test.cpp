#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/testing/eth/fake_transactions.hpp>

using namespace plexus;
using namespace plexus::testing;

namespace {

TransactionOptions options_of(std::uint8_t type) {
    TransactionOptions options;
    options.type = type;
    options.nonce = 7;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_transactions)

BOOST_DATA_TEST_CASE(each_type_is_signed_by_its_sender,
                     boost::unit_test::data::make(transaction_types), type) {
    TransactionOptions other = options_of(type);
    other.sender = 2;

    const auto one = fake_transaction(options_of(type));
    const auto two = fake_transaction(other);

    BOOST_TEST(one.nonce == 7U);
    BOOST_TEST((eth::sender_of(one).value() == eth::sender_of(fake_transaction()).value()));
    BOOST_TEST((eth::sender_of(two).value() != eth::sender_of(one).value()));
}

BOOST_DATA_TEST_CASE(each_type_survives_the_wire_and_is_the_same_every_time,
                     boost::unit_test::data::make(transaction_types), type) {
    const auto transaction = fake_transaction(options_of(type));
    const eth::RawTransaction sent = raw(transaction);

    BOOST_TEST((eth::decode_transaction(sent.bytes).value() == transaction));
    BOOST_TEST((sent.hash == eth::hash_of(transaction)));
    BOOST_TEST((sent.hash == fake_raw_transaction(options_of(type)).hash));
}

BOOST_AUTO_TEST_CASE(a_change_is_signed_too) {
    const auto spoil = [](eth::Transaction& transaction) { transaction.gas = 1; };

    const auto transaction = fake_transaction({}, spoil);

    BOOST_TEST(transaction.gas == 1U);
    BOOST_TEST((eth::sender_of(transaction).value() == eth::sender_of(fake_transaction()).value()));
}

BOOST_AUTO_TEST_SUITE_END()
