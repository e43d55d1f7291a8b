#include <boost/test/unit_test.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::child_of;
using testing::real_block;
using testing::real_total;
using testing::RelayStage;

BOOST_FIXTURE_TEST_SUITE(relayed_blocks, RelayStage)

BOOST_AUTO_TEST_CASE(it_begins_at_the_head_that_peers_agree_on) {
    stand_at(100);

    BOOST_TEST(tells(real_block(100).hash));
    BOOST_TEST(told().head.number == 100U);
    BOOST_TEST(told().earliest == 100U);
    BOOST_TEST((told().head.total_difficulty == real_total(100)));
    BOOST_TEST(serves(real_block(100).hash));
}

BOOST_AUTO_TEST_CASE(without_an_agreed_head_it_takes_nothing) {
    pending.reserve(8);
    begin();
    join_many(3, 100);
    loop.advance(1min);

    BOOST_TEST((send(pending[0], 101) == ValidationResult::ignore));
    BOOST_TEST((told().source == chain::HeadSource::assumed));
    BOOST_TEST(!serves(real_block(101).hash));
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_that_too_few_tell_is_not_told) {
    pending.reserve(8);
    agree_on(100);
    begin();
    join_many(2, 100);
    loop.advance(5s);
    const Hash256 next = real_block(101).hash;

    BOOST_TEST((send(pending[0], 101) == ValidationResult::accept));
    BOOST_TEST((told().source == chain::HeadSource::agreed));
    BOOST_TEST(serves(next));
    BOOST_TEST(sent_to(next) == 0U);
    BOOST_TEST(announced_to(next) == 2U);

    join(101);  // the third peer of the total-difficulty quorum, with another block
    BOOST_TEST(tells(next));
    BOOST_TEST((told().head.total_difficulty == real_total(101)));
}

BOOST_AUTO_TEST_CASE(without_a_total_difficulty_the_range_is_told_and_follows_the_peers) {
    profile.first.total_difficulty = real_total(0);
    pending.reserve(8);
    agree_on(100);
    begin();
    for (int i = 0; i < 3; ++i) {  // of eth/69: they tell no total difficulty
        auto remote = testing::honest_peer(testing::main_chain(), 500);
        remote->said.total_difficulty = {};
        join(std::move(remote));
    }
    loop.advance(5s);

    BOOST_TEST(tells(real_block(100).hash));
    BOOST_TEST(told().earliest == 100U);
    BOOST_TEST((told().head.total_difficulty == 0));
    BOOST_TEST((send(pending[0], 101) == ValidationResult::accept));
    BOOST_TEST(tells(real_block(101).hash));

    agree_on(500);
    loop.advance(5s);
    BOOST_TEST(tells(real_block(500).hash));
    BOOST_TEST(told().earliest == 500U);
}

BOOST_AUTO_TEST_CASE(on_a_chain_that_began_without_difficulty_the_range_is_told) {
    testing::ChainOptions options;
    options.difficulty = 0;
    testing::FakeChain chain(options);
    chain.extend(200);
    profile.first = chain.head_at(0);
    heads.now.source = chain::HeadSource::agreed;
    heads.now.head = chain.head_at(100);
    pending.reserve(8);
    begin();
    for (int i = 0; i < 3; ++i) join(testing::honest_peer(chain, 200));
    loop.advance(5s);

    BOOST_TEST(tells(chain.block(100).hash));
    BOOST_TEST(told().earliest == 100U);
    BOOST_TEST((send(pending[0], chain.raw_block(101)) == ValidationResult::accept));
    BOOST_TEST(tells(chain.block(101).hash));

    heads.now.source =
        chain::HeadSource::agreed;  // as `heads` does, which goes on with its requests
    heads.now.head = chain.head_at(200);
    loop.advance(5s);
    BOOST_TEST(tells(chain.block(200).hash));
    BOOST_TEST(told().earliest == 200U);
}

BOOST_AUTO_TEST_CASE(false_total_difficulties_make_no_quorum) {
    pending.reserve(8);
    agree_on(100);
    begin();
    for (std::uint8_t i = 1; i <= 3; ++i) {
        auto remote = testing::honest_peer(testing::main_chain(), 100);
        remote->said.total_difficulty = i;
        join(std::move(remote));
    }
    loop.advance(5s);

    BOOST_TEST((told().source == chain::HeadSource::agreed));
}

BOOST_AUTO_TEST_CASE(a_good_block_is_kept_told_passed_on_and_served) {
    stand_at(100);
    join_many(6, 100);
    forget_what_was_sent();
    const Hash256 next = real_block(101).hash;

    BOOST_TEST((send(pending[0], 101) == ValidationResult::accept));

    BOOST_TEST(tells(next));
    BOOST_TEST((told().head.total_difficulty == real_total(101)));
    BOOST_TEST(told().earliest == 100U);
    BOOST_TEST(sent_to(next) == 3U);  // the square root of nine
    BOOST_TEST(announced_to(next) == 6U);
    BOOST_TEST(serves(next));
    BOOST_TEST(metric("blocks_kept_total") == 1);
    BOOST_TEST(metric("head_number") == 101);
    BOOST_TEST((send(pending[1], 101) == ValidationResult::duplicate));
    BOOST_TEST(sent_to(next) == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_served_is_what_came) {
    stand_at(100);
    for (std::uint64_t number = 101; number <= 105; ++number) send(pending[0], number);

    chain::HeaderQuery query;
    query.number = 105;
    query.amount = 10;
    query.reverse = true;
    const chain::RawItems row = headers(query);
    BOOST_TEST(row.size() == 6U);
    for (std::size_t i = 0; i < row.size(); ++i) {
        const chain::StoredBlock& real = testing::main_chain().block(105 - i);
        BOOST_TEST(std::ranges::equal(row[i].view(), real.header.view()));
        const chain::RawItems body = bodies({real.hash});
        BOOST_TEST(std::ranges::equal(body.at(0).view(), real.body.view()));
    }
}

BOOST_AUTO_TEST_CASE(an_announced_total_difficulty_that_is_wrong_is_not_told) {
    stand_at(100);

    BOOST_TEST((send(pending[0], with_total(real_block(101), real_total(1000))) ==
                ValidationResult::accept));
    BOOST_TEST((told().head.total_difficulty == real_total(101)));
}

BOOST_AUTO_TEST_CASE(the_heavier_of_two_forks_is_told) {
    stand_at(100);
    const auto ends = [](std::uint8_t tag) {
        return [tag](eth::Header& header) { header.extra = Bytes{tag}; };
    };
    const eth::RawBlock a = child_of(real_block(100), ends(1));
    const eth::RawBlock b = child_of(real_block(100), ends(2));
    const eth::RawBlock on_b = child_of(b);

    BOOST_TEST((send(pending[0], a) == ValidationResult::accept));
    BOOST_TEST(tells(a.hash));
    BOOST_TEST((send(pending[0], b) == ValidationResult::accept));
    BOOST_TEST(tells(a.hash));  // no heavier, and it came later
    BOOST_TEST((send(pending[0], on_b) == ValidationResult::accept));
    BOOST_TEST(tells(on_b.hash));

    chain::HeaderQuery query;
    query.number = 101;
    query.amount = 2;
    BOOST_TEST(headers(query).size() == 2U);
    BOOST_TEST(std::ranges::equal(headers(query)[0].view(), b.header.view()));
    BOOST_TEST(serves(a.hash));
}

BOOST_AUTO_TEST_CASE(the_chain_is_known_by_its_numbers_too) {
    stand_at(100);
    auto& reader = host.published<chain::ChainReader>();
    const auto hash_at = [&](std::uint64_t number) {
        return loop.run(reader.canonical_hash(number));
    };

    send(pending[0], 101);

    BOOST_TEST(reader.earliest() == 100U);
    BOOST_TEST((hash_at(101).value() == real_block(101).hash));
    BOOST_TEST((hash_at(0).value() == profile.first.hash));
    BOOST_TEST((hash_at(99).error() == Errc::not_found));
    BOOST_TEST((hash_at(102).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_block_must_also_reach_the_peer_whose_status_is_in_flight) {
    stand_at(100);
    net::Node node;
    node.id.bytes[0] = 77;
    const auto late = std::make_shared<testing::FakePeer>(loop, node);
    pool.join(late);
    loop.advance(1s);
    send(pending[0], 101);
    const auto remote = testing::honest_peer(testing::main_chain(), 100);

    testing::give(late, remote);
    loop.advance(1s);

    BOOST_TEST(remote->blocks.size() == 1U);
    BOOST_TEST((remote->blocks.at(0).hash == real_block(101).hash));
    pool.leave(late);
    loop.settle();
}

BOOST_AUTO_TEST_CASE(who_joins_later_or_has_the_block_is_not_sent_it) {
    stand_at(100);
    net::Node node;
    node.id.bytes[0] = 77;
    const auto late = std::make_shared<testing::FakePeer>(loop, node);
    pool.join(late);
    send(pending[0], 101);
    const auto remote = testing::honest_peer(testing::main_chain(), 101);
    remote->said.total_difficulty = real_total(101);
    testing::give(late, remote);
    loop.advance(1s);
    RelayStage::JoinedPeer& later = join(100);  // our Status has told it
    loop.advance(1s);

    BOOST_TEST(remote->blocks.empty());
    BOOST_TEST(later.remote->blocks.empty());
    BOOST_TEST(later.remote->announced_blocks.empty());
    pool.leave(late);
    loop.settle();
}

BOOST_AUTO_TEST_CASE(only_so_many_blocks_are_kept) {
    host.set("blocks", "64");
    stand_at(100);
    for (std::uint64_t number = 101; number <= 200; ++number) send(pending[0], number);

    BOOST_TEST(tells(real_block(200).hash));
    BOOST_TEST(told().earliest == 137U);
    BOOST_TEST(!serves(real_block(136).hash));
    BOOST_TEST(serves(real_block(137).hash));
}

BOOST_AUTO_TEST_CASE(a_chain_that_went_on_without_us_is_taken_up_again) {
    stand_at(100);
    for (auto& connection : pending) leave(connection);
    loop.advance(1h);
    join_many(2, 500);
    loop.advance(1min);
    BOOST_TEST(told().head.number == 100U);

    join(500);
    loop.advance(5s);

    BOOST_TEST(tells(real_block(500).hash));
    BOOST_TEST((told().head.total_difficulty == real_total(500)));
    BOOST_TEST(told().earliest == 500U);
    BOOST_TEST((send(pending.back(), 501) == ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(it_stops_while_a_request_is_open) {
    pending.reserve(8);
    agree_on(100);
    begin();
    auto silent = testing::honest_peer(testing::main_chain(), 100);
    silent->on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        co_await sleep_for(1h);
        co_return chain::RawItems{};
    };
    join(silent);
    loop.advance(3s);
    const Duration before = loop.elapsed();
    end();

    BOOST_TEST((loop.elapsed() == before));
}

BOOST_AUTO_TEST_SUITE_END()
