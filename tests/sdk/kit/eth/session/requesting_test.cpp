#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::BaseEth;
using testing::LateEth;
using testing::Stage;

namespace {

/// A session after its handshake.
struct Requesting {
    Requesting() {
        stage.begin<LateEth>();
        stage.shake_hands();
    }

    Stage stage;

    auto request_headers(std::uint64_t amount = 2) {
        chain::HeaderQuery query;
        query.number = 1;
        query.amount = amount;
        return stage.later(stage.remote()->headers(query));
    }
    std::uint64_t request() { return stage.next_request(eth::code::get_block_headers); }

    void respond(std::uint64_t id, std::size_t count = 2) {
        chain::RawItems headers;
        for (std::size_t i = 0; i < count; ++i) headers.push_back(testing::make_header(i + 1));
        stage.send(eth::code::block_headers, eth::encode_response(id, headers));
    }

    bool ended_with(net::PeerEvent event) const {
        return stage.ended == net::Reason::subprotocol_error &&
               stage.peer->events == std::vector{event};
    }
};

template <class T>
bool failed_with(const std::shared_ptr<std::optional<Result<T>>>& outcome, Errc code) {
    return outcome->has_value() && !outcome->value() && outcome->value().error() == code;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(requesting, Requesting)

BOOST_AUTO_TEST_CASE(a_response_reaches_its_request) {
    const auto outcome = request_headers();
    BOOST_TEST(stage.remote()->in_flight() == 1U);
    respond(request());

    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST(outcome->value().value().size() == 2U);
    BOOST_TEST(stage.remote()->in_flight() == 0U);
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::responded}));
}

BOOST_AUTO_TEST_CASE(a_response_is_reported_with_its_request_its_time_and_its_size) {
    const auto outcome = request_headers();
    const std::uint64_t id = request();
    stage.loop.advance(20ms);
    respond(id);

    BOOST_TEST_REQUIRE(stage.peer->reports.size() == 1U);
    const net::PeerReport& report = stage.peer->reports.front();
    BOOST_TEST((report.event == net::PeerEvent::responded));
    BOOST_TEST(report.message == "GetBlockHeaders");
    BOOST_TEST((report.took == 20ms));
    BOOST_TEST(report.bytes > 0U);
    BOOST_TEST(report.capability == "eth");
    BOOST_TEST(report.version == stage.plugin().info().version);
}

BOOST_AUTO_TEST_CASE(what_the_caller_reports_is_the_sessions_report) {
    stage.remote()->report(net::PeerEvent::sent_bad_data);

    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::sent_bad_data}));
    BOOST_TEST(stage.peer->reports.front().capability == "eth");
}

BOOST_AUTO_TEST_CASE(responses_may_come_in_any_order) {
    const auto first = request_headers(1);
    const auto second = request_headers(2);
    const std::uint64_t first_id = request();
    const std::uint64_t second_id = request();
    respond(second_id, 2);
    respond(first_id, 1);

    BOOST_TEST(first->value().value().size() == 1U);
    BOOST_TEST(second->value().value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_empty_response_is_a_response) {
    const auto outcome = request_headers();
    respond(request(), 0);

    BOOST_TEST(outcome->value().value().empty());
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_block_whose_header_a_peer_has_shown_is_not_sent_back_to_it) {
    chain::HeaderQuery query;
    query.hash = testing::numbered_hash(7);
    query.amount = 1;
    const auto outcome = stage.later(stage.remote()->headers(query));
    BOOST_TEST(stage.remote()->lacks_block(*query.hash));
    respond(request(), 1);

    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST(!stage.remote()->lacks_block(*query.hash));
}

BOOST_AUTO_TEST_CASE(no_response_for_thirty_seconds_is_reported) {
    const auto outcome = request_headers();
    stage.loop.advance(29s);
    BOOST_TEST(!outcome->has_value());
    stage.loop.advance(2s);

    BOOST_TEST(failed_with(outcome, Errc::timed_out));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::timed_out}));
    BOOST_TEST(stage.peer->reports.front().message == "GetBlockHeaders");
    BOOST_TEST((stage.peer->reports.front().took == 30s));
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_late_response_is_let_pass_once) {
    const auto outcome = request_headers();
    const std::uint64_t id = request();
    stage.loop.advance(31s);
    respond(id);
    BOOST_TEST(!stage.ended.has_value());

    respond(id);

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events.back() == net::PeerEvent::sent_unsolicited));
}

BOOST_AUTO_TEST_CASE(an_unrequested_response_ends_the_session) {
    const auto outcome = request_headers();
    respond(request() + 1);

    BOOST_TEST(ended_with(net::PeerEvent::sent_unsolicited));
    BOOST_TEST(failed_with(outcome, Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(the_right_id_with_another_code_ends_the_session) {
    const auto outcome = request_headers();
    stage.send(eth::code::block_bodies, eth::encode_response(request(), {}));

    BOOST_TEST(ended_with(net::PeerEvent::sent_unsolicited));
    BOOST_TEST(failed_with(outcome, Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(the_same_response_twice_ends_the_session) {
    const auto outcome = request_headers();
    const std::uint64_t id = request();
    respond(id);
    respond(id);

    BOOST_TEST(outcome->value().has_value());
    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events ==
                std::vector{net::PeerEvent::responded, net::PeerEvent::sent_unsolicited}));
}

BOOST_AUTO_TEST_CASE(the_id_of_another_peers_request_ends_the_session) {
    Requesting other;
    const auto outcome = other.request_headers();
    respond(other.request());

    BOOST_TEST(ended_with(net::PeerEvent::sent_unsolicited));
    BOOST_TEST(!outcome->has_value());
}

BOOST_AUTO_TEST_CASE(more_items_than_requested_end_the_session) {
    const auto outcome = request_headers(2);
    respond(request(), 3);

    BOOST_TEST(failed_with(outcome, Errc::limit_exceeded));
    BOOST_TEST(ended_with(net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(a_response_that_is_no_response_ends_the_session) {
    const auto outcome = request_headers();
    Bytes payload = eth::encode_response(request(), {});
    payload.back() = 0x80;  // a string where the list should be
    stage.send(eth::code::block_headers, std::move(payload));

    BOOST_TEST(failed_with(outcome, Errc::malformed));
    BOOST_TEST(ended_with(net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_CASE(a_response_without_an_id_ends_the_session) {
    const auto outcome = request_headers();
    stage.send(eth::code::block_headers, Bytes{0xc0});

    BOOST_TEST(ended_with(net::PeerEvent::sent_garbage));
    BOOST_TEST(failed_with(outcome, Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(whoever_waits_learns_that_the_link_is_cut) {
    const auto first = request_headers();
    const auto second = stage.later(stage.remote()->bodies({testing::numbered_hash(1)}));
    stage.cut();

    BOOST_TEST(failed_with(first, Errc::peer_gone));
    BOOST_TEST(failed_with(second, Errc::peer_gone));
    BOOST_TEST(stage.ended.has_value());
    BOOST_TEST(stage.peer->events.empty());
    BOOST_TEST((stage.loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_remote_that_is_kept_beyond_its_session_says_that_the_peer_is_gone) {
    const std::shared_ptr<eth::Remote> kept = stage.remote();
    stage.cut();

    chain::HeaderQuery query;
    query.amount = 1;
    BOOST_TEST(failed_with(stage.later(kept->headers(query)), Errc::peer_gone));
    stage.peer->disconnect(net::Reason::requested);
    BOOST_TEST((kept->announce_blocks(testing::announce(1)).error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(who_is_cancelled_leaves_and_the_response_is_then_late) {
    chain::HeaderQuery query;
    query.amount = 1;
    asio::cancellation_signal signal;
    std::exception_ptr problem;
    auto requesting = stage.remote()->headers(query);
    auto ended = [&](const std::exception_ptr& error, const Result<chain::RawItems>&) {
        problem = error;
    };
    asio::co_spawn(asio::make_strand(stage.loop.executor()), std::move(requesting),
                   asio::bind_cancellation_slot(signal.slot(), ended));
    const std::uint64_t id = request();

    signal.emit(asio::cancellation_type::terminal);
    stage.loop.settle();

    BOOST_CHECK_THROW(std::rethrow_exception(problem), boost::system::system_error);
    BOOST_TEST(stage.remote()->in_flight() == 0U);
    respond(id, 1);
    BOOST_TEST(!stage.ended.has_value());
}

BOOST_AUTO_TEST_CASE(the_sixty_fifth_open_request_is_refused) {
    std::vector<decltype(request_headers())> open;
    for (int i = 0; i < 64; ++i) open.push_back(request_headers());
    const auto outcome = request_headers();

    BOOST_TEST(failed_with(outcome, Errc::overloaded));
    BOOST_TEST(stage.remote()->in_flight() == 64U);
    respond(request());
    BOOST_TEST(!failed_with(request_headers(), Errc::overloaded));
}

BOOST_AUTO_TEST_CASE(a_request_for_nothing_costs_nothing) {
    BOOST_TEST(stage.later(stage.remote()->bodies({}))->value().value().empty());
    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(no_request_is_for_more_than_one_response_may_hold) {
    const std::vector<Hash256> too_many(eth::limits::request_bodies + 1);

    BOOST_TEST(failed_with(stage.later(stage.remote()->bodies(too_many)), Errc::limit_exceeded));
    BOOST_TEST(failed_with(request_headers(eth::limits::response_items + 1), Errc::limit_exceeded));
    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_message_that_the_version_lacks_is_unsupported) {
    const auto outcome = stage.later(stage.remote()->node_data({testing::numbered_hash(1)}));

    BOOST_TEST(failed_with(outcome, Errc::unsupported));
    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(bodies_receipts_and_transactions_are_requested_by_hash) {
    const std::vector<Hash256> hashes{testing::numbered_hash(1), testing::numbered_hash(2)};
    const auto bodies = stage.later(stage.remote()->bodies(hashes));
    const net::Message request = stage.next().value();
    BOOST_TEST(request.code == eth::code::get_block_bodies);
    const auto requested = eth::decode_get_by_hash(request.payload).value();
    BOOST_TEST((requested.content == hashes));
    const chain::RawItems body{testing::empty_body()};
    stage.send(eth::code::block_bodies, eth::encode_response(requested.id, body));
    BOOST_TEST(bodies->value().value().size() == 1U);

    const auto receipts = stage.later(stage.remote()->receipts(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_receipts);
    const chain::RawItems none{SharedBytes{Bytes{0xc0}}};
    stage.send(eth::code::receipts, eth::encode_response(id, none));
    BOOST_TEST(receipts->value().value().size() == 1U);

    const auto pooled = stage.later(stage.remote()->pooled_transactions(hashes));
    const std::uint64_t pooled_id = stage.next_request(eth::code::get_pooled_transactions);
    stage.send(eth::code::pooled_transactions,
               eth::encode_pooled_transactions(pooled_id, testing::make_transactions(2)));
    BOOST_TEST(pooled->value().value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_transaction_twice_in_one_response_ends_the_session) {
    const auto outcome = stage.later(stage.remote()->pooled_transactions(
        std::vector<Hash256>{testing::numbered_hash(1), testing::numbered_hash(2)}));
    const std::uint64_t id = stage.next_request(eth::code::get_pooled_transactions);
    const std::vector<eth::RawTransaction> twice(2, testing::make_transaction(1));
    stage.send(eth::code::pooled_transactions, eth::encode_pooled_transactions(id, twice));

    BOOST_TEST(failed_with(outcome, Errc::invalid_data));
    BOOST_TEST(ended_with(net::PeerEvent::sent_garbage));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(requests_of_the_base_version)

BOOST_AUTO_TEST_CASE(state_entries_are_requested) {
    Stage stage;
    stage.begin<BaseEth>();
    stage.shake_hands();
    const std::vector<Hash256> hashes{testing::numbered_hash(1)};
    const auto outcome = stage.later(stage.remote()->node_data(hashes));
    const std::uint64_t id = stage.next_request(eth::code::get_node_data);
    const chain::RawItems entries{SharedBytes{Bytes{1, 2, 3}}};
    stage.send(eth::code::node_data, eth::encode_node_data(id, entries));

    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST((testing::copy_of(outcome->value().value().front()) == Bytes{1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
