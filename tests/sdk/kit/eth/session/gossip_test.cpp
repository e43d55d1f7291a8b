#include <boost/test/unit_test.hpp>

#include <api/async/event.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/writer.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::BaseEth;
using testing::LateEth;
using testing::Stage;

namespace gossip {
namespace {

/// A session with two block handlers and a transaction handler, after its handshake.
struct Gossip {
    Gossip() {
        stage.host.provide<eth::BlockHandler>(first).provide<eth::BlockHandler>(second);
        stage.host.provide<eth::TxHandler>(transactions);
        stage.begin<LateEth>();
        stage.shake_hands();
    }

    testing::FakeBlockHandler first;
    testing::FakeBlockHandler second;
    testing::FakeTxHandler transactions;
    Stage stage;

    void send_block(std::uint64_t number = 1) {
        stage.send(eth::code::new_block, testing::new_block(number));
    }
    std::vector<net::PeerEvent> events_after(ValidationResult one, ValidationResult other) {
        first.validation = one;
        second.validation = other;
        send_block();
        return stage.peer->events;
    }
    double failures(const char* reason) {
        return stage.host.metrics().value("plexus_handler_failures_total",
                                          {{"plugin", "eth"}, {"reason", reason}});
    }
    double dropped() {
        return stage.host.metrics().value("plexus_eth_messages_dropped_total",
                                          {{"protocol", "eth/68"}});
    }
    bool ended_as_garbage() const {
        return stage.ended == net::Reason::subprotocol_error &&
               stage.peer->events == std::vector{net::PeerEvent::sent_garbage};
    }
};

using Events = std::vector<net::PeerEvent>;

awaitable<ValidationResult> sleep_long(const eth::Origin&) {
    co_await sleep_for(1h);
    co_return ValidationResult::accept;
}

awaitable<ValidationResult> throw_something(const eth::Origin&) {
    throw std::runtime_error("out of luck");
    co_return ValidationResult::accept;
}

awaitable<ValidationResult> throw_no_exception(const eth::Origin&) {
    throw 1;
    co_return ValidationResult::accept;
}

awaitable<ValidationResult> abort_itself(const eth::Origin&) {
    throw boost::system::system_error(asio::error::operation_aborted);
    co_return ValidationResult::accept;
}

}  // namespace
}  // namespace gossip

BOOST_FIXTURE_TEST_SUITE(gossip, Gossip)

BOOST_AUTO_TEST_CASE(a_block_reaches_every_handler_with_its_origin) {
    send_block(7);

    BOOST_TEST_REQUIRE(first.blocks.size() == 1U);
    BOOST_TEST(second.blocks.size() == 1U);
    BOOST_TEST((first.blocks[0].hash == testing::make_block(7).hash));
    BOOST_TEST(first.blocks[0].number == 7U);
    BOOST_TEST((first.peers[0] == stage.peer.get()));
    BOOST_TEST((first.origins[0].source == eth::Source::gossip));
    BOOST_TEST((first.origins[0].wall_time == stage.loop.clock().wall()));
}

BOOST_AUTO_TEST_CASE(handlers_are_called_in_plan_order) {
    std::string order;
    first.react = [&order](const eth::Origin&) -> awaitable<ValidationResult> {
        co_await sleep_for(1s);
        order += "first ";
        co_return ValidationResult::accept;
    };
    second.react = [&order](const eth::Origin&) -> awaitable<ValidationResult> {
        order += "second";
        co_return ValidationResult::accept;
    };
    send_block();
    stage.loop.advance(2s);

    BOOST_TEST(order == "first second");
}

BOOST_AUTO_TEST_CASE(two_good_validation_results_are_one_useful_event) {
    BOOST_TEST((events_after(ValidationResult::accept, ValidationResult::accept) ==
                Events{net::PeerEvent::useful_gossip}));
}

BOOST_AUTO_TEST_CASE(the_worst_validation_counts) {
    BOOST_TEST((events_after(ValidationResult::reject, ValidationResult::accept) ==
                Events{net::PeerEvent::sent_bad_data}));
}

BOOST_AUTO_TEST_CASE(a_block_that_is_known_earns_nothing) {
    BOOST_TEST((events_after(ValidationResult::accept, ValidationResult::duplicate) == Events{}));
}

BOOST_AUTO_TEST_CASE(who_ignores_a_block_has_no_say) {
    BOOST_TEST((events_after(ValidationResult::ignore, ValidationResult::accept) ==
                Events{net::PeerEvent::useful_gossip}));
}

BOOST_AUTO_TEST_CASE(without_an_validation_result_there_is_no_event) {
    BOOST_TEST((events_after(ValidationResult::ignore, ValidationResult::ignore) == Events{}));
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_counted_and_harmless) {
    first.react = throw_something;
    BOOST_TEST((events_after(ValidationResult::accept, ValidationResult::accept) ==
                Events{net::PeerEvent::useful_gossip}));
    first.react = throw_no_exception;
    send_block(2);

    BOOST_TEST(second.blocks.size() == 2U);
    BOOST_TEST(failures("exception") == 2);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_handler_whose_own_work_is_cancelled_ends_nothing_else) {
    first.react = abort_itself;
    send_block(1);
    send_block(2);

    BOOST_TEST(second.blocks.size() == 2U);
    BOOST_TEST(failures("exception") == 2);
}

BOOST_AUTO_TEST_CASE(a_handler_that_stalls_is_ended_after_a_minute) {
    first.react = sleep_long;
    send_block(1);
    stage.loop.advance(59s);
    BOOST_TEST(second.blocks.empty());
    stage.loop.advance(2s);

    BOOST_TEST(second.blocks.size() == 1U);
    BOOST_TEST(failures("timeout") == 1);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(each_message_has_its_own_minute) {
    first.react = [](const eth::Origin&) -> awaitable<ValidationResult> {
        co_await sleep_for(40s);
        co_return ValidationResult::accept;
    };
    for (std::uint64_t number = 1; number <= 3; ++number) send_block(number);
    stage.loop.advance(121s);
    BOOST_TEST(second.blocks.size() == 3U);
    BOOST_TEST(failures("timeout") == 0);

    first.react = sleep_long;
    send_block(4);
    send_block(5);
    stage.loop.advance(125s);
    BOOST_TEST(second.blocks.size() == 5U);
    BOOST_TEST(failures("timeout") == 2);
}

BOOST_AUTO_TEST_CASE(a_handler_that_is_ended_late_by_its_own_will_is_left_alone) {
    first.react = [](const eth::Origin&) -> awaitable<ValidationResult> {
        try {
            co_await sleep_for(1h);
        } catch (const boost::system::system_error&) {
            co_return ValidationResult::reject;
        }
        co_return ValidationResult::accept;
    };
    send_block(1);
    stage.loop.advance(61s);
    send_block(2);

    BOOST_TEST((stage.peer->events == Events{net::PeerEvent::useful_gossip}));
    stage.loop.advance(61s);
    BOOST_TEST(second.blocks.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_takes_the_handlers_work_along) {
    first.react = sleep_long;
    send_block();
    stage.cut();

    BOOST_TEST(stage.ended.has_value());
    BOOST_TEST(second.blocks.empty());
    BOOST_TEST((stage.loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_handler_may_send_requests_to_its_own_peer) {
    std::size_t found = 0;
    first.react = [&found](const eth::Origin& seen) -> awaitable<ValidationResult> {
        const std::vector<Hash256> hashes{testing::numbered_hash(1)};
        const auto remote = seen.peer->handle<eth::Remote>();
        const Result<chain::RawItems> bodies = co_await remote->bodies(hashes);
        if (bodies) found = bodies->size();
        co_return ValidationResult::accept;
    };
    send_block();
    const std::uint64_t id = stage.next_request(eth::code::get_block_bodies);
    const chain::RawItems body{testing::empty_body()};
    stage.send(eth::code::block_bodies, eth::encode_response(id, body));

    BOOST_TEST(found == 1U);
    BOOST_TEST(second.blocks.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_handler_may_send_requests_to_its_own_peer_however_much_gossip_waits) {
    first.react = [](const eth::Origin& seen) -> awaitable<ValidationResult> {
        co_await sleep_for(1s);
        const std::vector<Hash256> hashes{testing::numbered_hash(1)};
        const auto remote = seen.peer->handle<eth::Remote>();
        const Result<chain::RawItems> bodies = co_await remote->bodies(hashes);
        co_return bodies ? ValidationResult::accept : ValidationResult::ignore;
    };
    for (std::uint64_t number = 0; number < 400; ++number) send_block(number);
    BOOST_TEST(stage.unread() > 0U);
    stage.loop.advance(1s);
    const std::uint64_t id = stage.next_request(eth::code::get_block_bodies);
    stage.send(eth::code::block_bodies, eth::encode_response(id, {}));

    BOOST_TEST(second.blocks.size() == 1U);
    BOOST_TEST(dropped() == 400 - 256 - 1);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_slow_handler_holds_back_its_own_peer_only) {
    Gossip other;
    first.react = sleep_long;
    for (std::uint64_t number = 0; number < 70; ++number) send_block(number);
    BOOST_TEST(stage.unread() > 0U);

    for (std::uint64_t number = 0; number < 70; ++number) other.send_block(number);

    BOOST_TEST(other.second.blocks.size() == 70U);
    BOOST_TEST(dropped() == 0);
}

BOOST_AUTO_TEST_CASE(gossip_that_waits_is_bounded_in_bytes_too) {
    first.react = sleep_long;
    const std::size_t two_mebibytes = std::size_t{2} << 20U;
    send_block();
    for (std::uint64_t i = 0; i < 4; ++i) {
        const std::vector<eth::RawTransaction> big(1, testing::make_transaction(i, two_mebibytes));
        stage.send(eth::code::transactions, eth::encode_transactions(big));
    }

    BOOST_TEST(stage.unread() > two_mebibytes / 2);
}

BOOST_AUTO_TEST_CASE(an_announced_block_renews_what_is_known_of_the_peers_head) {
    const eth::RawBlock block = testing::make_block(9);
    stage.send(eth::code::new_block, eth::encode_new_block(block, 50));
    stage.send(eth::code::new_block, eth::encode_new_block(testing::make_block(3), 20));

    const eth::Status status = stage.remote()->status();
    BOOST_TEST((status.head == block.hash));
    BOOST_TEST((status.total_difficulty == 50));
}

BOOST_AUTO_TEST_CASE(hashes_and_transactions_reach_their_handlers) {
    eth::BlockAnnouncement announcement;
    announcement.hash = testing::numbered_hash(4);
    announcement.number = 4;
    const std::vector<eth::BlockAnnouncement> hashes{announcement};
    stage.send(eth::code::new_block_hashes, eth::encode_new_block_hashes(hashes));
    stage.send(eth::code::transactions, eth::encode_transactions(testing::make_transactions(3)));
    const std::vector<eth::TransactionAnnouncement> announced{
        eth::announcement_of(testing::make_transaction(9))};
    stage.send(eth::code::new_pooled_transaction_hashes, eth::encode_announcement_v2(announced));

    BOOST_TEST(first.announced.size() == 1U);
    BOOST_TEST(transactions.transactions.size() == 3U);
    BOOST_TEST_REQUIRE(transactions.announced.size() == 1U);
    BOOST_TEST(transactions.announced[0].size.has_value());
}

BOOST_AUTO_TEST_CASE(announcements_in_the_form_of_another_version_end_the_session) {
    const std::vector<eth::TransactionAnnouncement> announced{
        eth::announcement_of(testing::make_transaction(9))};
    stage.send(eth::code::new_pooled_transaction_hashes, eth::encode_announcement_v1(announced));

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(messages_of_block_hashes_are_read_at_a_bounded_rate) {
    const std::vector<eth::BlockAnnouncement> hashes(1);
    const auto flood = [&](int messages) {
        for (int i = 0; i < messages; ++i) {
            stage.send(eth::code::new_block_hashes, eth::encode_new_block_hashes(hashes));
        }
    };
    flood(1000);
    BOOST_TEST(first.announced.size() == 30U);
    BOOST_TEST(dropped() == 970);

    stage.loop.advance(1s);
    flood(1000);

    BOOST_TEST(first.announced.size() == 40U);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(parts_of_an_announcement_that_differ_in_length_end_the_session) {
    stage.send(eth::code::new_pooled_transaction_hashes, Bytes{0xc4, 0x01, 0xc1, 0x64, 0xc0});

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(a_message_of_a_million_small_items_ends_the_session) {
    rlp::Writer out;
    const Bytes items(1'000'000, 0xc0);
    out.list([&] { out.raw(items); });
    stage.send(eth::code::transactions, out.take());

    BOOST_TEST(ended_as_garbage());
    BOOST_TEST(transactions.transactions.empty());
}

BOOST_AUTO_TEST_CASE(too_many_block_hashes_in_one_message_end_the_session) {
    const std::vector<eth::BlockAnnouncement> hashes(eth::limits::announced_blocks + 1);
    stage.send(eth::code::new_block_hashes, eth::encode_new_block_hashes(hashes));

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(too_many_announced_transactions_in_one_message_end_the_session) {
    const std::vector<eth::TransactionAnnouncement> announced(eth::limits::announced_transactions +
                                                              1);
    stage.send(eth::code::new_pooled_transaction_hashes, eth::encode_announcement_v2(announced));

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(the_same_transaction_twice_in_one_message_ends_the_session) {
    const std::vector<eth::RawTransaction> twice(2, testing::make_transaction(1));
    stage.send(eth::code::transactions, eth::encode_transactions(twice));

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(a_blob_transaction_that_is_sent_without_a_request_ends_the_session) {
    const std::vector<eth::RawTransaction> blob{testing::make_blob_transaction()};
    stage.send(eth::code::transactions, eth::encode_transactions(blob));

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(a_block_that_is_none_ends_the_session) {
    stage.send(eth::code::new_block, Bytes{0xc2, 0xc0, 0x01});

    BOOST_TEST(ended_as_garbage());
    BOOST_TEST(first.blocks.empty());
}

BOOST_AUTO_TEST_CASE(the_same_message_is_not_decoded_again_and_costs_the_session_in_the_end) {
    const Bytes large = eth::encode_transactions(testing::make_transactions(1000, 4000));

    stage.send(eth::code::transactions, large);
    for (int i = 0; i < 4; ++i) stage.send(eth::code::transactions, large);
    BOOST_TEST(transactions.transactions.size() == 1000U);
    BOOST_TEST(dropped() == 4);
    BOOST_TEST(!stage.ended.has_value());
    for (int i = 0; i < 2; ++i) stage.send(eth::code::transactions, large);

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(known_transactions_in_another_order_cost_the_session_in_the_end) {
    std::vector<eth::RawTransaction> all = testing::make_transactions(1000, 4000);

    for (int i = 0; i < 8 && !stage.ended; ++i) {
        stage.send(eth::code::transactions, eth::encode_transactions(all));
        std::ranges::rotate(all, all.begin() + 1);
    }

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(known_transactions_with_one_new_among_them_cost_the_session_in_the_end) {
    std::vector<eth::RawTransaction> all = testing::make_transactions(1000, 4000);

    for (std::uint64_t i = 0; i < 8 && !stage.ended; ++i) {
        stage.send(eth::code::transactions, eth::encode_transactions(all));
        all.back() = testing::make_transaction(1'000'000 + i);
    }

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(one_block_with_ever_another_difficulty_costs_the_session_in_the_end) {
    const SharedBytes header = testing::make_header(1, eth::limits::extra_bytes);
    const eth::RawBlock block = eth::make_raw_block(header, testing::empty_body()).value();

    for (std::uint64_t i = 1; i <= 200 && !stage.ended; ++i) {
        stage.send(eth::code::new_block, eth::encode_new_block(block, Uint256{i}));
    }

    BOOST_TEST(first.blocks.size() == 1U);
    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(a_block_that_was_announced_before_costs_nothing) {
    eth::BlockAnnouncement announcement;
    announcement.hash = testing::make_block(1).hash;
    announcement.number = 1;
    const std::vector<eth::BlockAnnouncement> hashes{announcement};
    stage.send(eth::code::new_block_hashes, eth::encode_new_block_hashes(hashes));
    send_block(1);

    BOOST_TEST(first.blocks.size() == 1U);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_sent_twice_now_and_then_costs_nothing) {
    const Bytes message = eth::encode_transactions(testing::make_transactions(100, 1000));

    for (int i = 0; i < 100; ++i) {
        stage.send(eth::code::transactions, message);
        stage.loop.advance(1s);
    }

    BOOST_TEST(!stage.ended.has_value());
    BOOST_TEST(transactions.transactions.size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
