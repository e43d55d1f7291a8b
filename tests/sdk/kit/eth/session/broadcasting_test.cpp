#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>

#include "stage.hpp"

using namespace plexus;
using testing::LateEth;
using testing::Stage;

namespace broadcasting {
namespace {

struct Broadcasting {
    Broadcasting() {
        stage.begin<LateEth>();
        stage.shake_hands();
    }

    Stage stage;

    bool send(const eth::RawBlock& block) {
        const eth::BlockGossip gossip = eth::make_gossip(eth::NewBlock{block, 3});
        return stage.remote()->send_block(gossip).has_value();
    }
    bool announce(std::uint8_t number) {
        return stage.remote()->announce_blocks(testing::announce(number)).has_value();
    }
    bool send(const std::vector<eth::RawTransaction>& transactions) {
        return stage.remote()->send_transactions(eth::make_gossip(transactions)).has_value();
    }
    bool announce(const std::vector<eth::RawTransaction>& transactions) {
        return stage.remote()->announce_transactions(testing::announce(transactions)).has_value();
    }
    std::vector<std::size_t> transactions_per_message() {
        std::vector<std::size_t> counts;
        while (const std::optional<net::Message> message = stage.next()) {
            BOOST_TEST(message->payload.size() < eth::limits::gossip_packet_bytes * 11 / 10);
            counts.push_back(eth::decode_transactions(message->payload).value().size());
        }
        return counts;
    }
};

}  // namespace
}  // namespace broadcasting

BOOST_FIXTURE_TEST_SUITE(broadcasting, Broadcasting)

BOOST_AUTO_TEST_CASE(a_block_is_sent_whole) {
    BOOST_TEST(send(testing::make_block(5)));

    const net::Message message = stage.next().value();
    BOOST_TEST(message.code == eth::code::new_block);
    const eth::RawBlock block = eth::decode_new_block(message.payload).value();
    BOOST_TEST((block.hash == testing::make_block(5).hash));
    BOOST_TEST((block.total_difficulty == 3));
}

BOOST_AUTO_TEST_CASE(a_block_is_neither_sent_nor_announced_twice) {
    BOOST_TEST(send(testing::make_block(5)));
    BOOST_TEST(stage.next().has_value());
    BOOST_TEST(send(testing::make_block(5)));
    BOOST_TEST(announce(5));

    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_block_that_the_peer_has_sent_is_not_sent_back) {
    stage.send(eth::code::new_block, testing::new_block(5));
    BOOST_TEST(send(testing::make_block(5)));
    BOOST_TEST(announce(5));

    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(known_hashes_are_left_out_of_an_announcement) {
    const std::vector<eth::RawTransaction> transactions = testing::make_transactions(3);
    const std::vector<eth::RawTransaction> two{transactions[0], transactions[1]};
    BOOST_TEST(announce(two));
    BOOST_TEST(stage.next().has_value());
    BOOST_TEST(announce(transactions));

    const SharedBytes payload = stage.next().value().payload;
    const auto announced = eth::decode_announcement_v2(payload).value();
    BOOST_TEST_REQUIRE(announced.size() == 1U);
    BOOST_TEST((announced[0].hash == transactions[2].hash));
    BOOST_TEST((announced[0].size == transactions[2].bytes.size()));
}

BOOST_AUTO_TEST_CASE(transactions_that_the_peer_has_announced_are_not_sent_to_it) {
    const std::vector<eth::RawTransaction> transactions = testing::make_transactions(1);
    const std::vector<eth::TransactionAnnouncement> announced{
        eth::announcement_of(transactions.front())};
    stage.send(eth::code::new_pooled_transaction_hashes, eth::encode_announcement_v2(announced));
    BOOST_TEST(send(transactions));

    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(many_transactions_go_in_packets_of_a_hundred_kibibytes) {
    const std::vector<eth::RawTransaction> transactions = testing::make_transactions(60, 4000);
    BOOST_TEST(send(transactions));

    const std::vector<std::size_t> expected{25, 25, 10};
    BOOST_TEST(transactions_per_message() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_transaction_that_is_larger_than_a_packet_goes_alone) {
    std::vector<eth::RawTransaction> transactions = testing::make_transactions(2);
    transactions.push_back(testing::make_transaction(7, 101 * 1024));
    BOOST_TEST(send(transactions));

    const std::vector<std::size_t> expected{2, 1};
    BOOST_TEST(transactions_per_message() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_announcement_has_more_hashes_than_make_a_hundred_kibibytes) {
    const std::vector<eth::RawTransaction> transactions = testing::make_transactions(5000);
    BOOST_TEST(announce(transactions));

    const SharedBytes first = stage.next().value().payload;
    const SharedBytes second = stage.next().value().payload;
    BOOST_TEST(eth::decode_announcement_v2(first).value().size() == 3200U);
    BOOST_TEST(eth::decode_announcement_v2(second).value().size() == 1800U);
}

BOOST_AUTO_TEST_CASE(peers_of_one_version_share_one_message_and_others_have_their_own) {
    const eth::TxHashGossip gossip = testing::announce(testing::make_transactions(3));
    Stage same;
    same.begin<LateEth>();
    same.shake_hands();
    Stage older;
    older.begin<testing::BaseEth>();
    older.shake_hands();
    for (Stage* each : {&stage, &same, &older}) {
        BOOST_TEST(each->remote()->announce_transactions(gossip).has_value());
        BOOST_TEST(each->next().has_value());
    }

    int encoded = 0;
    const auto encode = [&] {
        ++encoded;
        return eth::Gossip<int>::Messages{};
    };
    BOOST_TEST(gossip->messages(68, encode).size() == 1U);
    BOOST_TEST(gossip->messages(66, encode).size() == 1U);
    BOOST_TEST(gossip->messages(68, encode).front().use_count() == 1);
    BOOST_TEST(encoded == 0);
    BOOST_TEST(gossip->messages(67, encode).empty());
    BOOST_TEST(encoded == 1);
}

BOOST_AUTO_TEST_CASE(what_one_peer_knows_in_part_is_encoded_for_it_alone) {
    const std::vector<eth::RawTransaction> transactions = testing::make_transactions(3);
    BOOST_TEST(announce({transactions[0]}));
    BOOST_TEST(stage.next().has_value());
    const eth::TxGossip gossip = eth::make_gossip(transactions);
    BOOST_TEST(stage.remote()->send_transactions(gossip).has_value());

    BOOST_TEST(eth::decode_transactions(stage.next().value().payload).value().size() == 2U);
    const auto encode = [] { return eth::Gossip<int>::Messages{}; };
    BOOST_TEST(gossip->messages(68, encode).empty());  // nobody has requested the whole of it
}

BOOST_AUTO_TEST_CASE(who_lacks_a_thing_is_known_from_any_thread) {
    BOOST_TEST(stage.remote()->lacks_block(testing::make_block(5).hash));
    stage.send(eth::code::new_block, testing::new_block(5));
    BOOST_TEST(!stage.remote()->lacks_block(testing::make_block(5).hash));

    const eth::RawTransaction transaction = testing::make_transaction(1);
    BOOST_TEST(stage.remote()->lacks_transaction(transaction.hash));
    BOOST_TEST(announce({transaction}));
    stage.loop.settle();
    BOOST_TEST(!stage.remote()->lacks_transaction(transaction.hash));
}

BOOST_AUTO_TEST_CASE(gossip_that_finds_no_room_in_the_queue_is_dropped) {
    testing::QueueLimits small;
    small.gossip_bytes = 100;
    Stage full(Stage::Reading::never, small);
    full.begin<LateEth>();
    full.shake_hands();
    const auto transactions = testing::make_transactions(5, 1000);
    BOOST_TEST(full.remote()->send_transactions(eth::make_gossip(transactions)).has_value());
    full.loop.settle();

    BOOST_TEST(!full.ended.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
