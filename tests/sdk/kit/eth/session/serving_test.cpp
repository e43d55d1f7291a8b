#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/snappy_block/snappy_block.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::BaseEth;
using testing::Stage;

namespace {

/// A session that has a chain and transactions to serve.
struct Serving {
    explicit Serving(Stage::Reading reading = Stage::Reading::always) : stage(reading) {
        stage.host.provide<chain::ChainReader>(chain);
        stage.host.provide<eth::TransactionSource>(transactions);
        stage.begin<BaseEth>();
        stage.shake_hands();
    }

    testing::CannedReader chain;
    testing::FakeTransactions transactions;
    Stage stage;

    void request_headers(std::uint64_t id, std::uint64_t amount = 1) {
        chain::HeaderQuery query;
        query.number = 7;
        query.amount = amount;
        stage.send(eth::code::get_block_headers, eth::encode_get_block_headers(id, query));
    }
    void request_by_hash(std::uint64_t code, std::uint64_t id, std::size_t count) {
        const std::vector<Hash256> hashes(count, testing::numbered_hash(1));
        stage.send(code, eth::encode_get_by_hash(id, hashes));
    }
    std::uint64_t response_id() {
        return eth::peek_request_id(stage.next().value().payload).value();
    }
};

/// A session whose chain is at hand compressed.
template <class Version>
struct ServingPacked {
    ServingPacked() {
        stage.host.template provide<chain::ChainReader>(chain);
        const Bytes items = from_hex("c3010203c2c0c0").value();
        snappy_block::append_literal(items, chain.packed.elements);
        chain.packed.size = items.size();
        chain.packed.count = 2;
        stage.begin<Version>();
        stage.shake_hands();
    }

    std::string response_to(std::uint64_t code) {
        const std::vector<Hash256> hashes(2, testing::numbered_hash(1));
        stage.send(code, eth::encode_get_by_hash(5, hashes));
        return to_hex(stage.next().value().payload);
    }

    /// Of so many blocks, from eth/70 on.
    std::string response_to_receipts(std::uint8_t blocks, std::uint64_t first = 0) {
        eth::ReceiptsQuery query;
        for (std::uint8_t i = 1; i <= blocks; ++i)
            query.hashes.push_back(testing::numbered_hash(i));
        query.first = first;
        stage.send(eth::code::get_receipts, eth::encode_get_receipts_v3(5, query));
        return to_hex(stage.next().value().payload);
    }

    testing::CannedPackedReader chain;
    Stage stage;
};

struct ServingOneWhoDoesNotRead : Serving {
    ServingOneWhoDoesNotRead() : Serving(Stage::Reading::never) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(serving, Serving)

BOOST_AUTO_TEST_CASE(headers_are_served_as_the_chain_has_them) {
    chain.response = chain::RawItems{testing::make_header(7), testing::make_header(8)};
    request_headers(42, 2);

    const net::Message message = stage.next().value();
    BOOST_TEST(message.code == eth::code::block_headers);
    const auto response = eth::decode_block_headers(message.payload, 2).value();
    BOOST_TEST(response.id == 42U);
    BOOST_TEST(
        (testing::copy_of(response.content[1]) == testing::copy_of(testing::make_header(8))));
    BOOST_TEST(chain.queries.front().number == 7U);
}

BOOST_AUTO_TEST_CASE(the_chain_is_told_how_much_one_response_may_hold) {
    request_headers(1, std::uint64_t{1} << 40U);
    request_by_hash(eth::code::get_block_bodies, 2, 1);
    request_by_hash(eth::code::get_receipts, 3, 1);

    BOOST_TEST_REQUIRE(chain.budgets.size() == 3U);
    for (const chain::Budget& budget : chain.budgets) {
        BOOST_TEST(budget.items == eth::limits::response_items);
        BOOST_TEST(budget.bytes == eth::limits::response_bytes);
    }
}

BOOST_AUTO_TEST_CASE(no_more_hashes_are_looked_up_than_two_responses_hold) {
    request_by_hash(eth::code::get_block_bodies, 1, eth::limits::lookups + 100);

    BOOST_TEST(chain.requested.front().size() == eth::limits::lookups);
    BOOST_TEST(response_id() == 1U);
}

BOOST_AUTO_TEST_CASE(every_request_has_its_own_kind_of_response) {
    request_by_hash(eth::code::get_block_bodies, 1, 1);
    request_by_hash(eth::code::get_receipts, 2, 1);
    request_by_hash(eth::code::get_pooled_transactions, 3, 1);
    request_by_hash(eth::code::get_node_data, 4, 1);

    BOOST_TEST(stage.next().value().code == eth::code::block_bodies);
    BOOST_TEST(stage.next().value().code == eth::code::receipts);
    BOOST_TEST(stage.next().value().code == eth::code::pooled_transactions);
    BOOST_TEST(stage.next().value().code == eth::code::node_data);
}

BOOST_AUTO_TEST_CASE(responses_have_the_order_of_the_requests) {
    chain.delay = 1s;
    for (std::uint64_t id = 0; id < 10; ++id) request_headers(id);
    stage.loop.advance(11s);

    for (std::uint64_t id = 0; id < 10; ++id) BOOST_TEST(response_id() == id);
}

BOOST_AUTO_TEST_CASE(the_same_id_twice_gets_two_responses) {
    request_headers(5);
    request_headers(5);

    BOOST_TEST(response_id() == 5U);
    BOOST_TEST(response_id() == 5U);
}

BOOST_AUTO_TEST_CASE(reading_pauses_while_more_than_four_requests_wait) {
    chain.delay = 1h;
    for (std::uint64_t id = 0; id < 6; ++id) request_headers(id);
    BOOST_TEST(stage.unread() == 0U);

    request_headers(6);

    BOOST_TEST(stage.unread() > 0U);
}

BOOST_AUTO_TEST_CASE(reading_goes_on_while_we_wait_for_a_response_ourselves) {
    chain.delay = 1h;
    for (std::uint64_t id = 0; id < 20; ++id) request_headers(id);
    BOOST_TEST(stage.unread() > 0U);

    const std::vector<Hash256> hashes{testing::numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->bodies(hashes));
    BOOST_TEST(stage.unread() == 0U);
    const std::uint64_t id = stage.next_request(eth::code::get_block_bodies);
    stage.send(eth::code::block_bodies, eth::encode_response(id, {}));

    BOOST_TEST(outcome->has_value());
}

BOOST_AUTO_TEST_CASE(requests_beyond_all_measure_are_dropped_then) {
    chain.delay = 1h;
    const std::vector<Hash256> hashes{testing::numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->bodies(hashes));
    for (std::uint64_t id = 0; id < 100; ++id) request_headers(id);

    BOOST_TEST(stage.unread() == 0U);
    BOOST_TEST(stage.host.metrics().value("plexus_eth_messages_dropped_total",
                                          {{"protocol", "eth/66"}}) == 100 - 64 - 1);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(pending_transactions_are_served) {
    transactions.pending = testing::make_transactions(3);
    const std::vector<Hash256> hashes{transactions.pending[2].hash, testing::numbered_hash(9),
                                      transactions.pending[0].hash};
    stage.send(eth::code::get_pooled_transactions, eth::encode_get_by_hash(8, hashes));

    const SharedBytes payload = stage.next().value().payload;
    const auto response = eth::decode_pooled_transactions(payload, 3).value();
    BOOST_TEST(response.id == 8U);
    BOOST_TEST_REQUIRE(response.content.size() == 2U);
    BOOST_TEST((response.content[0].hash == transactions.pending[2].hash));
}

BOOST_AUTO_TEST_CASE(a_request_that_is_none_ends_the_session) {
    stage.send(eth::code::get_block_headers, Bytes{0xc2, 0x01, 0xc0});

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::sent_garbage}));
}

BOOST_AUTO_TEST_CASE(requests_that_reach_beyond_any_chain_are_passed_on_as_they_are) {
    // What the store makes of them is its business, and tested there: it walks no such row.
    constexpr std::uint64_t most = ~std::uint64_t{0};
    chain::HeaderQuery query;
    query.number = 0;
    query.amount = 0;
    query.skip = most;
    query.reverse = true;
    stage.send(eth::code::get_block_headers, eth::encode_get_block_headers(1, query));
    query.amount = most;
    stage.send(eth::code::get_block_headers, eth::encode_get_block_headers(2, query));

    BOOST_TEST(response_id() == 1U);
    BOOST_TEST(response_id() == 2U);
    BOOST_TEST(chain.queries.at(0).amount == 0U);
    BOOST_TEST(chain.queries.at(1).skip == most);
    BOOST_TEST(chain.budgets.at(1).items == eth::limits::response_items);
}

BOOST_AUTO_TEST_CASE(trouble_with_our_disk_is_not_the_peers_fault) {
    chain.response = make_error_code(Errc::storage_failed);
    request_headers(1);

    BOOST_TEST(stage.ended.has_value());
    BOOST_TEST(stage.peer->events.empty());
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_while_we_look_hangs_nothing) {
    chain.delay = 1h;
    request_headers(1);
    stage.cut();

    BOOST_TEST(stage.ended.has_value());
    BOOST_TEST((stage.loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(serving_without)

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_responds_with_nothing) {
    Stage stage;
    stage.begin<BaseEth>();
    stage.shake_hands();
    chain::HeaderQuery query;
    query.amount = 5;
    stage.send(eth::code::get_block_headers, eth::encode_get_block_headers(3, query));

    const auto response = eth::decode_block_headers(stage.next().value().payload, 5).value();
    BOOST_TEST(response.id == 3U);
    BOOST_TEST(response.content.empty());
}

BOOST_FIXTURE_TEST_CASE(whoever_sends_requests_without_reading_gets_no_more_than_a_few_responses,
                        ServingOneWhoDoesNotRead) {
    const std::size_t one_mebibyte = std::size_t{1} << 20U;
    const SharedBytes huge{Bytes(one_mebibyte, 0)};
    chain.response = chain::RawItems{huge};
    for (std::uint64_t id = 0; id < 40; ++id) request_headers(id);
    stage.loop.advance(10s);

    BOOST_TEST(chain.queries.size() == 5U);
    BOOST_TEST(stage.unread() > 0U);
    BOOST_TEST(!stage.ended.has_value());

    stage.loop.advance(2min);
    BOOST_TEST((stage.ended == net::Reason::network_error));
    BOOST_TEST(stage.peer->events.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(serving_packed)

BOOST_FIXTURE_TEST_CASE(what_is_at_hand_compressed_is_not_read_otherwise,
                        ServingPacked<testing::LateEth>) {
    BOOST_TEST(response_to(eth::code::get_block_bodies) == "c905c7c3010203c2c0c0");
    BOOST_TEST(response_to(eth::code::get_receipts) == "c905c7c3010203c2c0c0");
    BOOST_TEST(chain.requested.empty());
    BOOST_TEST((chain.forms == std::vector{chain::ReceiptForm::with_blooms}));
}

BOOST_FIXTURE_TEST_CASE(from_eth69_on_receipts_have_no_blooms, ServingPacked<testing::RangedEth>) {
    BOOST_TEST(response_to(eth::code::get_receipts) == "c905c7c3010203c2c0c0");
    BOOST_TEST((chain.forms == std::vector{chain::ReceiptForm::without_blooms}));
}

BOOST_FIXTURE_TEST_CASE(where_lists_may_be_cut_those_that_are_whole_are_joined_too,
                        ServingPacked<testing::PartialEth>) {
    BOOST_TEST(response_to_receipts(2) == "ca0580c7c3010203c2c0c0");
    BOOST_TEST((chain.asked_receipts == std::vector<std::size_t>{2}));
    // The budget is used up: whether those are the first ones is asked for.
    BOOST_TEST(response_to_receipts(3) == "ca0580c7c3010203c2c0c0");
    BOOST_TEST((chain.asked_receipts == std::vector<std::size_t>{2, 3, 2}));
    BOOST_TEST(chain.requested.empty());
}

BOOST_FIXTURE_TEST_CASE(where_lists_may_be_cut_none_is_behind_a_gap,
                        ServingPacked<testing::PartialEth>) {
    chain.unknown = testing::numbered_hash(1);
    BOOST_TEST(response_to_receipts(3) == "c30580c0");
    chain.unknown = testing::numbered_hash(2);
    BOOST_TEST(response_to_receipts(3) == "c70580c4c3010203");
    BOOST_TEST(chain.requested.empty());
}

BOOST_FIXTURE_TEST_CASE(behind_an_offset_lists_are_written_anew_without_blooms_that_nobody_wants,
                        ServingPacked<testing::PartialEth>) {
    BOOST_TEST(response_to_receipts(2, 1) == "c90580c6c20203c2c0c0");
    BOOST_TEST(chain.requested.empty());
    BOOST_TEST((chain.forms == std::vector{chain::ReceiptForm::without_blooms}));
}

BOOST_FIXTURE_TEST_CASE(receipts_that_no_message_holds_are_left_out,
                        ServingPacked<testing::LateEth>) {
    const Bytes much(eth::limits::message_bytes);
    chain.packed = {};
    snappy_block::append_literal(much, chain.packed.elements);
    chain.packed.size = much.size();

    BOOST_TEST(response_to(eth::code::get_receipts) == "c205c0");
}

BOOST_AUTO_TEST_SUITE_END()
