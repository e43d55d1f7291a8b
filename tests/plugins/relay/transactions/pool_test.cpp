#include <boost/test/unit_test.hpp>

#include <kit/eth/types/raw_block.hpp>
#include <kit/testing/loop.hpp>

#include <plugins/relay/transactions/pool.hpp>
#include <plugins/relay/transactions/transaction_check.hpp>

#include <tests/plugins/relay/things.hpp>

using namespace plexus;
using relay::admit;
using testing::main_chain_id;
using testing::signed_transaction;

namespace {

relay::Admitted from(std::uint8_t sender, std::uint64_t nonce) {
    relay::Admitted admitted;
    admitted.transaction = signed_transaction(nonce);
    admitted.transaction.hash.bytes[0] = sender;
    admitted.sender.bytes[0] = sender;
    return admitted;
}

ErrorCode refusal(const eth::RawTransaction& transaction) {
    const Result<relay::Admitted> admitted = admit(transaction, main_chain_id, {});
    return admitted ? ErrorCode{} : admitted.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(filter)

BOOST_AUTO_TEST_CASE(all_transactions_of_a_real_chain_are_admitted) {
    std::size_t count = 0;
    for (std::uint64_t number = 1; number <= 300; ++number) {
        for (const auto& transaction : eth::transactions_of(testing::real_block(number)).value()) {
            BOOST_TEST(!refusal(transaction));
            ++count;
        }
    }
    BOOST_TEST(count > 300U);
}

BOOST_AUTO_TEST_CASE(one_that_is_signed_for_another_chain_is_not) {
    BOOST_TEST((refusal(signed_transaction(0, [](eth::Transaction& transaction) {
                    transaction.chain_id = 56;
                })) == Errc::incompatible));
    // A legacy one of block 100, for this chain; and checked for another.
    const auto legacy = eth::transactions_of(testing::real_block(95)).value();
    BOOST_TEST(!legacy.empty());
    BOOST_TEST((admit(legacy.at(0), main_chain_id, {}).has_value()));
}

BOOST_AUTO_TEST_CASE(one_without_a_sender_is_not) {
    eth::Transaction transaction = eth::decode_transaction(signed_transaction(0).bytes).value();
    transaction.v = 2;
    BOOST_TEST((refusal(testing::raw(transaction)) == Errc::bad_signature));
    transaction.v = {};
    transaction.r = {};
    BOOST_TEST((refusal(testing::raw(transaction)) == Errc::bad_signature));
}

BOOST_AUTO_TEST_CASE(one_that_is_too_large_is_not_even_decoded) {
    BOOST_TEST((refusal(signed_transaction(0, [](eth::Transaction& transaction) {
                    transaction.input = Bytes(128 * 1024, 0x11);
                })) == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(a_blob_transaction_must_bring_its_sidecar) {
    BOOST_TEST(!refusal(testing::blob_transaction()));
    BOOST_TEST((refusal(testing::blob_transaction([](eth::Transaction& transaction) {
                    transaction.sidecar.reset();
                })) == Errc::invalid_data));
    BOOST_TEST((refusal(testing::blob_transaction([](eth::Transaction& transaction) {
                    transaction.sidecar->commitments[0].bytes[0] ^= 1U;
                })) == Errc::invalid_data));
    BOOST_TEST((refusal(testing::blob_transaction([](eth::Transaction& transaction) {
                    transaction.sidecar->blobs.clear();
                })) == Errc::invalid_data));
}

BOOST_AUTO_TEST_CASE(garbage_is_not) {
    eth::RawTransaction garbage;
    for (const Bytes& bytes : {Bytes{}, Bytes{0xc0}, Bytes{0x02}, Bytes{0x7f, 0xc0}, Bytes{0x03}}) {
        garbage.bytes = SharedBytes{bytes};
        BOOST_TEST((refusal(garbage) != ErrorCode{}));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(at_the_bound_the_oldest_goes) {
    relay::Pool pool({3, 1 << 20});
    for (std::uint8_t i = 1; i <= 5; ++i) BOOST_TEST(pool.add(from(i, i)));

    BOOST_TEST(pool.size() == 3U);
    BOOST_TEST(!pool.knows(from(2, 2).transaction.hash));
    BOOST_TEST(pool.knows(from(3, 3).transaction.hash));
    BOOST_TEST(!pool.add(from(3, 3)));
}

BOOST_AUTO_TEST_CASE(where_room_is_short_the_cheapest_goes) {
    relay::Pool pool({3, 1 << 20});
    for (std::uint8_t i = 1; i <= 3; ++i) {
        relay::Admitted one = from(i, i);
        one.price = 10 * i;
        BOOST_TEST(pool.add(std::move(one)));
    }
    relay::Admitted cheap = from(4, 4);
    cheap.price = 5;
    relay::Admitted dear = from(5, 5);
    dear.price = 15;

    BOOST_TEST(!pool.add(std::move(cheap)));
    BOOST_TEST(pool.add(std::move(dear)));

    BOOST_TEST(!pool.knows(from(1, 1).transaction.hash));
    BOOST_TEST(pool.knows(from(2, 2).transaction.hash));
}

BOOST_AUTO_TEST_CASE(one_peer_fills_a_quarter_at_most) {
    relay::Pool pool({100, 1 << 20});
    relay::Admitted other = from(200, 1);
    other.from.bytes[0] = 2;
    pool.add(std::move(other));
    for (std::uint8_t i = 1; i <= 150; ++i) {
        relay::Admitted one = from(i, i);
        one.from.bytes[0] = 1;
        one.price = 1000;
        pool.add(std::move(one));
    }

    BOOST_TEST(pool.size() == 26U);
    BOOST_TEST(pool.knows(from(200, 1).transaction.hash));
}

BOOST_AUTO_TEST_CASE(large_transactions_of_one_peer_fill_a_quarter_of_the_bytes_at_most) {
    relay::Pool pool({100, 1 << 20});
    relay::Admitted other = from(200, 1);
    other.from.bytes[0] = 2;
    pool.add(std::move(other));
    for (std::uint8_t i = 1; i <= 20; ++i) {
        relay::Admitted one = from(i, i);
        one.from.bytes[0] = 1;
        one.price = 1000;
        one.transaction.bytes = SharedBytes{Bytes(128 * 1024, i)};
        pool.add(std::move(one));
    }

    BOOST_TEST(pool.size() == 1U + 2U);
    BOOST_TEST(pool.size_bytes() < (1U << 20) / 3);
    BOOST_TEST(pool.knows(from(200, 1).transaction.hash));
}

BOOST_AUTO_TEST_CASE(the_price_is_what_a_transaction_pays_at_most) {
    const relay::Admitted admitted =
        admit(signed_transaction(0,
                                 [](eth::Transaction& transaction) {
                                     transaction.max_fee = transaction.max_priority_fee = 77;
                                 }),
              main_chain_id, {})
            .value();

    BOOST_TEST((admitted.price == 77));
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_too) {
    const std::size_t each = signed_transaction(1).bytes.size();
    relay::Pool pool({1000, 10 * each});
    for (std::uint8_t i = 1; i <= 50; ++i) pool.add(from(i, i));

    BOOST_TEST(pool.size() == 10U);
}

BOOST_AUTO_TEST_CASE(one_sender_does_not_push_the_others_out) {
    relay::Pool pool({1000, 1 << 20});
    pool.add(from(1, 1));
    for (std::uint64_t i = 0; i < 500; ++i) pool.add(from(2, i));

    BOOST_TEST(pool.size() == 81U);
    BOOST_TEST(pool.knows(from(1, 1).transaction.hash));
    BOOST_TEST(pool.knows(from(2, 499).transaction.hash));
    BOOST_TEST(!pool.knows(from(2, 0).transaction.hash));
}

BOOST_AUTO_TEST_CASE(what_is_in_a_block_leaves_and_does_not_come_back) {
    relay::Pool pool({1000, 1 << 20});
    pool.add(from(1, 1));
    pool.include({from(1, 1).transaction});

    BOOST_TEST(pool.size() == 0U);
    BOOST_TEST(!pool.add(from(1, 1)));
}

BOOST_AUTO_TEST_CASE(it_gives_what_is_requested_up_to_the_budget) {
    relay::Pool pool({1000, 1 << 20});
    std::vector<Hash256> hashes{Hash256{}};
    for (std::uint8_t i = 1; i <= 5; ++i) {
        pool.add(from(i, i));
        hashes.push_back(from(i, i).transaction.hash);
    }

    testing::Loop loop;
    BOOST_TEST(loop.run(pool.transactions(hashes, chain::Budget{10, 1 << 20})).size() == 5U);
    BOOST_TEST(loop.run(pool.transactions(hashes, chain::Budget{2, 1 << 20})).size() == 2U);
    BOOST_TEST(loop.run(pool.transactions(hashes, chain::Budget{10, 1})).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
