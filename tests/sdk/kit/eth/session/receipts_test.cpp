#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/receipts.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/receipt_form.hpp>

#include "receipt_lists.hpp"
#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using eth::ReceiptsQuery;
using eth::ReceiptsResponse;
using testing::count;
using testing::LateEth;
using testing::make_receipts;
using testing::mebibyte;
using testing::numbered_hash;
using testing::PartialEth;
using testing::RangedEth;
using testing::short_form;
using testing::Stage;

namespace {

/// A session that requests receipts in parts.
struct PagedReceipts {
    PagedReceipts() {
        stage.begin<PartialEth>();
        stage.shake_hands();
    }

    Stage stage;

    auto request_receipts(std::uint8_t count) {
        std::vector<Hash256> hashes;
        for (std::uint8_t i = 1; i <= count; ++i) hashes.push_back(numbered_hash(i));
        return stage.later(stage.remote()->receipts(std::move(hashes)));
    }
    eth::Enveloped<ReceiptsQuery> request() {
        const net::Message message = stage.next().value();
        BOOST_TEST_REQUIRE(message.code == eth::code::get_receipts);
        return eth::decode_get_receipts_v3(message.payload).value();
    }
    /// Responds to the next request with lists of so many receipts.
    ReceiptsQuery give(const std::vector<std::size_t>& counts, bool incomplete) {
        ReceiptsResponse response;
        for (const std::size_t count : counts) {
            response.blocks.push_back(short_form(make_receipts(count)));
        }
        response.last_incomplete = incomplete;
        const auto requested = request();
        stage.send(eth::code::receipts, eth::encode_receipts_v3(requested.id, response));
        return requested.content;
    }
    bool ended_as_garbage() const {
        return stage.ended == net::Reason::subprotocol_error &&
               stage.peer->events.back() == net::PeerEvent::sent_garbage;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(receipts_without_blooms)

BOOST_AUTO_TEST_CASE(those_of_one_block_may_be_longer_than_any_other_message) {
    Stage stage;
    stage.begin<RangedEth>();
    stage.shake_hands();
    const std::vector<Hash256> hashes{numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->receipts(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_receipts);
    const SharedBytes stored = make_receipts(11, mebibyte);
    BOOST_TEST_REQUIRE(stored.size() > eth::limits::message_bytes);
    const chain::RawItems sent{short_form(stored)};
    stage.send(eth::code::receipts, eth::encode_response(id, sent));

    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST_REQUIRE(outcome->value().has_value());
    BOOST_TEST(std::ranges::equal(outcome->value()->front().view(), stored.view()));
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(other_responses_of_that_length_end_the_session) {
    Stage stage;
    stage.begin<RangedEth>();
    stage.shake_hands();
    const std::vector<Hash256> hashes{numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->bodies(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_block_bodies);
    const chain::RawItems sent{make_receipts(11, mebibyte)};
    stage.send(eth::code::block_bodies, eth::encode_response(id, sent));

    BOOST_TEST((stage.ended == net::Reason::protocol_breach));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
    BOOST_TEST((outcome->value().error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(they_come_in_the_form_of_eth68) {
    Stage stage;
    stage.begin<RangedEth>();
    stage.shake_hands();
    const std::vector<Hash256> hashes{numbered_hash(1), numbered_hash(2)};
    const auto outcome = stage.later(stage.remote()->receipts(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_receipts);
    const SharedBytes stored = make_receipts(3);
    const chain::RawItems sent{short_form(stored), short_form(make_receipts(0))};
    stage.send(eth::code::receipts, eth::encode_response(id, sent));

    BOOST_TEST_REQUIRE(outcome->has_value());
    const chain::RawItems& lists = outcome->value().value();
    BOOST_TEST_REQUIRE(lists.size() == 2U);
    BOOST_TEST((testing::copy_of(lists[0]) == testing::copy_of(stored)));
    BOOST_TEST(count(lists[1]) == 0U);
}

BOOST_AUTO_TEST_CASE(those_of_another_versions_form_end_the_session) {
    Stage stage;
    stage.begin<RangedEth>();
    stage.shake_hands();
    const std::vector<Hash256> hashes{numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->receipts(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_receipts);
    const chain::RawItems sent{make_receipts(3)};
    stage.send(eth::code::receipts, eth::encode_response(id, sent));

    BOOST_TEST(!outcome->value().has_value());
    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(blooms_of_other_logs_end_the_session) {
    Stage stage;
    stage.begin<LateEth>();
    stage.shake_hands();
    const auto outcome = stage.later(stage.remote()->receipts({numbered_hash(1)}));
    const std::uint64_t id = stage.next_request(eth::code::get_receipts);
    auto receipts = eth::decode_receipt_list(make_receipts(3)).value();
    receipts[2].bloom.bytes[0] ^= 1;
    const chain::RawItems sent{SharedBytes{eth::encode_receipt_list(receipts)}};
    stage.send(eth::code::receipts, eth::encode_response(id, sent));

    BOOST_TEST((outcome->value().error() == Errc::invalid_data));
    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(they_are_served_without) {
    testing::CannedReader chain;
    chain.response = chain::RawItems{make_receipts(2)};
    Stage stage;
    stage.host.provide<chain::ChainReader>(chain);
    stage.begin<RangedEth>();
    stage.shake_hands();
    ReceiptsQuery query;
    query.hashes.resize(1);
    stage.send(eth::code::get_receipts, eth::encode_get_receipts_v1(5, query));

    const auto response = eth::decode_receipts_response_v1(stage.next().value().payload, 1).value();
    BOOST_TEST(response.id == 5U);
    BOOST_TEST((testing::copy_of(response.content.blocks.at(0)) ==
                testing::copy_of(short_form(make_receipts(2)))));
    BOOST_TEST(stage.remote()->stats().served == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(requesting_receipts_in_parts, PagedReceipts)

BOOST_AUTO_TEST_CASE(lists_that_are_whole_take_one_request) {
    const auto outcome = request_receipts(2);
    const ReceiptsQuery requested = give({3, 1}, false);

    BOOST_TEST(requested.first == 0U);
    BOOST_TEST(requested.hashes.size() == 2U);
    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST(count(outcome->value().value().at(0)) == 3U);
    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(the_rest_of_a_list_that_was_cut_is_requested) {
    const auto outcome = request_receipts(3);
    give({3, 2}, true);
    BOOST_TEST(!outcome->has_value());
    const ReceiptsQuery second = give({4}, true);
    const ReceiptsQuery third = give({1}, false);

    BOOST_TEST((second.hashes == std::vector{numbered_hash(2)}));
    BOOST_TEST(second.first == 2U);
    BOOST_TEST(third.first == 6U);
    BOOST_TEST_REQUIRE(outcome->has_value());
    const chain::RawItems& lists = outcome->value().value();
    BOOST_TEST_REQUIRE(lists.size() == 2U);
    BOOST_TEST(count(lists[0]) == 3U);
    BOOST_TEST(count(lists[1]) == 7U);
    BOOST_TEST(stage.remote()->stats().responded == 3U);
}

BOOST_AUTO_TEST_CASE(a_cut_list_without_a_receipt_ends_the_session) {
    const auto outcome = request_receipts(1);
    give({0}, true);

    BOOST_TEST((outcome->value().error() == Errc::invalid_data));
    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(a_list_that_never_ends_ends_the_session) {
    const auto outcome = request_receipts(1);
    for (std::size_t i = 0; i <= eth::limits::partial_receipts; ++i) {
        BOOST_TEST_REQUIRE(!outcome->has_value());
        give({1}, true);
    }

    BOOST_TEST((outcome->value().error() == Errc::limit_exceeded));
    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(two_lists_as_the_rest_of_one_end_the_session) {
    const auto outcome = request_receipts(2);
    give({1, 1}, true);
    give({1, 1}, false);

    BOOST_TEST((outcome->value().error() == Errc::limit_exceeded));
    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(a_peer_that_lost_the_block_in_between_has_not_found_it) {
    const auto outcome = request_receipts(1);
    give({1}, true);
    give({}, false);

    BOOST_TEST((outcome->value().error() == Errc::not_found));
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_peer_that_falls_silent_in_between_has_its_deadline) {
    const auto outcome = request_receipts(1);
    give({1}, true);
    stage.loop.advance(31s);

    BOOST_TEST((outcome->value().error() == Errc::timed_out));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A session that serves them.
struct ServingParts {
    ServingParts() {
        stage.host.provide<chain::ChainReader>(chain);
        stage.begin<PartialEth>();
        stage.shake_hands();
    }

    testing::CannedReader chain;
    Stage stage;

    void store(std::uint8_t number, std::size_t receipts, std::size_t log_bytes = 0) {
        chain.blocks.emplace(numbered_hash(number), make_receipts(receipts, log_bytes));
    }
    ReceiptsResponse request_receipts(const std::vector<std::uint8_t>& numbers,
                                      std::uint64_t first = 0) {
        ReceiptsQuery query;
        for (const std::uint8_t number : numbers) query.hashes.push_back(numbered_hash(number));
        query.first = first;
        stage.send(eth::code::get_receipts, eth::encode_get_receipts_v3(5, query));
        const net::Message message = stage.next().value();
        BOOST_TEST(message.payload.size() <= eth::limits::message_bytes);
        return eth::decode_receipts_response_v3(message.payload, numbers.size()).value().content;
    }
};

std::vector<std::size_t> counts_of(const ReceiptsResponse& response) {
    std::vector<std::size_t> counts;
    for (const SharedBytes& list : response.blocks) {
        counts.push_back(count(eth::with_blooms(list).value()));
    }
    return counts;
}

using Counts = std::vector<std::size_t>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(serving_receipts_in_parts, ServingParts)

BOOST_AUTO_TEST_CASE(blocks_are_served_whole_from_the_offset_on) {
    store(1, 3);
    store(2, 4);

    BOOST_TEST((counts_of(request_receipts({1, 2})) == Counts{3, 4}));
    BOOST_TEST((counts_of(request_receipts({1, 2}, 2)) == Counts{1, 4}));
    BOOST_TEST(chain.requested.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_response_ends_before_the_first_block_that_is_not_there) {
    store(1, 3);
    store(3, 4);

    BOOST_TEST((counts_of(request_receipts({1, 2, 3})) == Counts{3}));
    BOOST_TEST((counts_of(request_receipts({2, 1, 3}, 1)) == Counts{}));
}

BOOST_AUTO_TEST_CASE(a_block_that_fills_more_than_one_message_is_cut) {
    store(1, 1);
    store(2, 6, 2 * mebibyte);
    store(3, 1);

    const ReceiptsResponse response = request_receipts({1, 2, 3});
    BOOST_TEST((counts_of(response) == Counts{1, 4}));
    BOOST_TEST(response.last_incomplete);
    const ReceiptsResponse rest = request_receipts({2}, 4);
    BOOST_TEST((counts_of(rest) == Counts{2}));
    BOOST_TEST(!rest.last_incomplete);
}

BOOST_AUTO_TEST_CASE(receipts_that_are_skipped_leave_the_budget_to_the_next_block) {
    store(1, 3, 2 * mebibyte);
    store(2, 4);

    BOOST_TEST((counts_of(request_receipts({1, 2}, 2)) == Counts{1, 4}));
    BOOST_TEST((counts_of(request_receipts({1, 2}, 3)) == Counts{0, 4}));
}

BOOST_AUTO_TEST_CASE(a_request_in_the_form_of_another_version_ends_the_session) {
    stage.send(eth::code::get_receipts, eth::encode_get_receipts_v1(5, ReceiptsQuery{}));

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_SUITE_END()
