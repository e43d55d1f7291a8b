#include <boost/test/unit_test.hpp>

#include <api/chain/chain_reader.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/messages.hpp>
#include <kit/rlp/writer.hpp>
#include <plugins/bsc/protocol/block_range.hpp>
#include <plugins/bsc/protocol/code.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace plexus::testing;
using net::PeerEvent;
namespace code = bsc::code;

BOOST_AUTO_TEST_SUITE(bsc_ranges)

namespace {

bsc::BlockRange by_number(std::uint64_t number, std::uint64_t count) {
    bsc::BlockRange range;
    range.number = number;
    range.count = count;
    return range;
}

/// The first blocks of a real chain, with bodies as large as a test wants.
class TestChain final : public chain::ChainReader {
public:
    std::uint64_t blocks = 100;
    std::size_t padding = 0;  ///< bytes of sidecars behind each body
    ErrorCode failure{};
    std::size_t requests = 0;

    chain::Head head() const override { return {}; }
    std::uint64_t earliest() const override { return 0; }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t) override {
        co_return make_error_code(Errc::not_found);
    }

    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query, chain::Budget) override {
        ++requests;
        if (failure) co_return failure;
        chain::RawItems items;
        std::uint64_t number = query.hash ? number_of(*query.hash) : query.number;
        while (number > 0 && number <= blocks && items.size() < query.amount) {
            items.push_back(chain_block(number--).header);
        }
        co_return items;
    }

    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes, chain::Budget) override {
        chain::RawItems items;
        for (const Hash256& hash : hashes) items.push_back(body_of(number_of(hash)));
        co_return items;
    }

    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256>, chain::Budget) override {
        co_return chain::RawItems{};
    }

private:
    std::uint64_t number_of(const Hash256& hash) const {
        for (std::uint64_t number = 1; number <= blocks; ++number) {
            if (chain_block(number).hash == hash) return number;
        }
        return 0;
    }

    SharedBytes body_of(std::uint64_t number) const {
        const eth::RawBlock block = chain_block(number);
        if (padding == 0) return SharedBytes{eth::body_list(block)};
        rlp::Writer out;
        out.list([&] {
            out.raw(block.body);
            out.list([] {});  // withdrawals
            out.bytes(Bytes(padding, 0x77));
        });
        return SharedBytes{out.take()};
    }
};

struct Serving : Stage {
    TestChain chain;
    Line* line = nullptr;

    Serving() { host.provide<chain::ChainReader>(chain); }

    void begin() { line = &join(); }

    std::optional<net::Message> request(const bsc::BlockRange& range, std::uint64_t id = 7) {
        if (line == nullptr) begin();
        line->send(code::get_blocks_by_range, bsc::encode_get_blocks_by_range(id, range));
        return line->next();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_range_is_served_from_the_start_block_down) {
    Serving stage;

    const std::optional<net::Message> response = stage.request(by_number(40, 8));

    BOOST_TEST_REQUIRE(response.has_value());
    BOOST_TEST(response->code == code::blocks_by_range);
    BOOST_TEST(to_hex(response->payload) == to_hex(eth::encode_response(7, descending(40, 8))));
}

BOOST_AUTO_TEST_CASE(a_hash_counts_before_the_height) {
    Serving stage;
    bsc::BlockRange range = by_number(2, 3);
    range.hash = chain_block(50).hash;

    const std::optional<net::Message> response = stage.request(range);

    BOOST_TEST(to_hex(response.value().payload) ==
               to_hex(eth::encode_response(7, descending(50, 3))));
}

BOOST_AUTO_TEST_CASE(the_range_ends_where_the_chain_does) {
    Serving stage;

    const std::optional<net::Message> response = stage.request(by_number(3, 64));

    BOOST_TEST(to_hex(response.value().payload) ==
               to_hex(eth::encode_response(7, descending(3, 3))));
}

BOOST_AUTO_TEST_CASE(the_response_for_an_unknown_block_is_empty) {
    Serving stage;

    BOOST_TEST(to_hex(stage.request(by_number(101, 1)).value().payload) == "c207c0");
    bsc::BlockRange range = by_number(0, 1);
    range.hash = crypto::keccak256(hex("00"));
    BOOST_TEST(to_hex(stage.request(range).value().payload) == "c207c0");
}

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_responds_with_nothing) {
    Stage stage;
    Line& line = stage.join();

    line.send(code::get_blocks_by_range, bsc::encode_get_blocks_by_range(7, by_number(1, 1)));

    BOOST_TEST(to_hex(line.next().value().payload) == "c207c0");
}

BOOST_AUTO_TEST_CASE(a_store_that_fails_leaves_the_request_open) {
    Serving stage;
    stage.chain.failure = make_error_code(Errc::storage_failed);

    BOOST_TEST(!stage.request(by_number(1, 1)).has_value());
    BOOST_TEST(!stage.line->ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_response_stops_below_eight_mebibytes) {
    Serving stage;
    stage.chain.padding = 1024 * 1024;

    const std::optional<net::Message> response = stage.request(by_number(64, 64));

    const SharedBytes payload = response.value().payload;
    BOOST_TEST(payload.size() <= bsc::limits::range_bytes);
    BOOST_TEST(bsc::decode_blocks_by_range(payload, 64).value().content.size() == 7U);
}

BOOST_AUTO_TEST_CASE(one_block_may_be_larger_but_not_than_a_message) {
    Serving stage;
    stage.chain.padding = 9 * 1024 * 1024;
    BOOST_TEST(stage.request(by_number(64, 64)).value().payload.size() > 9U * 1024 * 1024);

    stage.chain.padding = 10 * 1024 * 1024;
    BOOST_TEST(to_hex(stage.request(by_number(64, 64)).value().payload) == "c207c0");
}

BOOST_AUTO_TEST_CASE(who_has_had_his_share_gets_no_response_until_the_period_is_over) {
    Serving stage;
    stage.chain.padding = 7 * 1024 * 1024;
    stage.begin();
    std::size_t responses = 0;
    for (int i = 0; i < 40; ++i) responses += stage.request(by_number(64, 1)).has_value() ? 1 : 0;
    BOOST_TEST(responses == 35U);  // 240 MiB in 30 s
    BOOST_TEST(!stage.line->ended.has_value());

    stage.loop.advance(std::chrono::seconds{30});

    BOOST_TEST(stage.request(by_number(64, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(who_sends_requests_without_reading_costs_no_more_than_a_response) {
    Serving stage;
    stage.chain.padding = 7 * 1024 * 1024;
    Line& deaf = stage.connect(2, Line::Reading::never);
    deaf.base();

    for (std::uint64_t i = 0; i < 30; ++i) {
        deaf.send(code::get_blocks_by_range, bsc::encode_get_blocks_by_range(i, by_number(9, 1)));
    }

    BOOST_TEST(stage.chain.requests == 1U);
    BOOST_TEST(stage.metric("plexus_bsc_messages_dropped_total") == 30 - 1 - 1 - 8);

    stage.loop.advance(std::chrono::minutes{3});
    BOOST_TEST((deaf.ended == net::Reason::network_error));
}

BOOST_AUTO_TEST_CASE(a_count_that_is_out_of_bounds_ends_the_session) {
    for (const std::uint64_t count : {0U, 65U}) {
        Serving stage;
        BOOST_TEST(!stage.request(by_number(1, count)).has_value());
        BOOST_TEST((stage.line->ended == net::Reason::subprotocol_error));
        BOOST_TEST(stage.chain.requests == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_range_is_requested_checked_and_handed_out) {
    Stage stage;
    Line& line = stage.join();
    const auto outcome = stage.later(line.remote()->blocks_by_range(by_number(40, 3)));
    BOOST_TEST(line.remote()->in_flight() == 1U);

    const std::uint64_t id = line.next_request();
    line.send(code::blocks_by_range, eth::encode_response(id, descending(40, 3)));

    const std::vector<eth::RawBlock> blocks = outcome->value().value();
    BOOST_TEST(blocks.size() == 3U);
    BOOST_TEST(blocks.back().number == 38U);
    BOOST_TEST(line.reported(PeerEvent::served_request) == 1U);
    BOOST_TEST(line.remote()->in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(what_does_not_verify_costs_the_peer) {
    Stage stage;
    Line& line = stage.join();
    const auto outcome = stage.later(line.remote()->blocks_by_range(by_number(40, 3)));

    const std::uint64_t id = line.next_request();
    line.send(code::blocks_by_range, eth::encode_response(id, descending(41, 3)));

    BOOST_CHECK(outcome->value().error() == Errc::invalid_data);
    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 1U);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_ends_the_session) {
    Stage stage;
    Line& line = stage.join();
    const auto outcome = stage.later(line.remote()->blocks_by_range(by_number(40, 2)));

    const std::uint64_t id = line.next_request();
    line.send(code::blocks_by_range, eth::encode_response(id, descending(40, 3)));

    BOOST_CHECK(outcome->value().error() == Errc::limit_exceeded);
    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(an_empty_response_means_that_the_peer_has_no_such_block) {
    Stage stage;
    Line& line = stage.join();
    const auto outcome = stage.later(line.remote()->blocks_by_range(by_number(40, 2)));

    const std::uint64_t id = line.next_request();
    line.send(code::blocks_by_range, eth::encode_response(id, {}));

    BOOST_CHECK(outcome->value().error() == Errc::not_found);
    BOOST_TEST(line.reported(PeerEvent::empty_response) == 1U);
}

BOOST_AUTO_TEST_CASE(an_unrequested_response_is_refused_before_decoding) {
    Stage stage;
    Line& line = stage.join();
    rlp::Writer garbage;
    garbage.list([&] {
        garbage.u64(99);
        garbage.text("this is no list of blocks");
    });

    line.send(code::blocks_by_range, garbage.take());

    BOOST_TEST(line.reported(PeerEvent::sent_unsolicited) == 1U);
    BOOST_TEST(line.reported(PeerEvent::sent_garbage) == 0U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_respond_costs_no_more_than_the_deadline) {
    Stage stage;
    stage.host.set("request-timeout", "2s");
    Line& line = stage.join();

    const auto blocks = stage.loop.run(line.remote()->blocks_by_range(by_number(40, 2)));

    BOOST_CHECK(blocks.error() == Errc::timed_out);
    BOOST_TEST((stage.loop.elapsed() == std::chrono::seconds{2}));
    BOOST_TEST(line.reported(PeerEvent::timed_out) == 1U);
    const std::uint64_t id = line.next_request();
    line.send(code::blocks_by_range, eth::encode_response(id, descending(40, 2)));
    BOOST_TEST(line.reported(PeerEvent::sent_unsolicited) == 0U);  // slow, not false
}

BOOST_AUTO_TEST_CASE(what_the_version_lacks_or_no_response_could_hold_is_not_requested) {
    Stage stage;
    Line& old = stage.join(1);
    Line& line = stage.join(2);

    BOOST_CHECK(stage.loop.run(old.remote()->blocks_by_range(by_number(1, 1))).error() ==
                Errc::unsupported);
    BOOST_CHECK(stage.loop.run(line.remote()->blocks_by_range(by_number(1, 0))).error() ==
                Errc::limit_exceeded);
    BOOST_CHECK(stage.loop.run(line.remote()->blocks_by_range(by_number(100, 65))).error() ==
                Errc::limit_exceeded);
    BOOST_TEST(!old.next().has_value());
    BOOST_TEST(!line.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
