#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <kit/testing/log_capture.hpp>

#include <tests/plugins/sync/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using testing::FakeChain;
using testing::FakeRemote;
using testing::has_event;
using testing::main_chain;
using testing::SyncStage;

namespace checkpoint {
namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int misconfigured = 2;

struct AtCheckpoint : SyncStage {
    static constexpr std::uint64_t number = 500;

    AtCheckpoint() { trust(number, main_chain().block(number).hash); }

    void trust(std::uint64_t block, const Hash256& hash) {
        host.set("checkpoint", std::to_string(block) + ":0x" + to_hex(hash));
    }

    /// Whether the chain from the checkpoint to that block is stored, and nothing else.
    bool has_from_checkpoint(std::uint64_t last) const {
        const FakeChain& stored = store.stored();
        return stored.first() == number && stored.head().hash == main_chain().block(last).hash;
    }

    static bool has_requested_below(const FakeRemote& remote) {
        return std::ranges::any_of(remote.header_queries, [](const chain::HeaderQuery& query) {
            const bool goes_down = query.reverse && query.amount > 1;
            return goes_down || (!query.hash && query.number < number);
        });
    }
};

}  // namespace
}  // namespace checkpoint

BOOST_FIXTURE_TEST_SUITE(checkpoint, AtCheckpoint)

BOOST_AUTO_TEST_CASE(an_empty_store_begins_there_and_requests_nothing_below) {
    join(700);
    join(650);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_from_checkpoint(700));
    for (const FakeRemote* remote : remotes()) BOOST_TEST(!has_requested_below(*remote));
}

BOOST_AUTO_TEST_CASE(it_begins_even_if_it_is_the_head_of_all_peers) {
    join(number);
    join(number);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_from_checkpoint(number));
}

BOOST_AUTO_TEST_CASE(peers_that_have_not_reached_it_pay_nothing) {
    for (int i = 0; i < 7; ++i) join(100);
    join(600);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_from_checkpoint(600));
    for (std::size_t i = 0; i < 7; ++i) {
        BOOST_TEST(!has_event(peer(i), PeerEvent::empty_response));
        BOOST_TEST(!has_event(peer(i), PeerEvent::sent_bad_data));
    }
}

BOOST_AUTO_TEST_CASE(peers_on_another_chain_are_not_followed) {
    const FakeChain other = main_chain().fork(number - 10, 300);
    for (int i = 0; i < 6; ++i) join(other, other.height());
    begin();
    loop.advance(10s);
    join(600);
    loop.advance(20s);

    BOOST_TEST(has_from_checkpoint(600));
    for (const FakeRemote* remote : remotes()) BOOST_TEST(!has_requested_below(*remote));
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_peer_that_has_it) {
    host.set("exit-when-done", "false");
    begin();
    loop.advance(1h);
    join(600);
    loop.advance(20s);

    BOOST_TEST(has_from_checkpoint(600));
}

BOOST_AUTO_TEST_CASE(a_node_that_ends_when_it_is_done_does_not_wait_for_ever) {
    host.set("timeout", "2m");
    join(100);

    BOOST_TEST((run(3min) == failed));
    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(a_number_that_does_not_fit_the_hash_ends_the_node) {
    trust(number + 1, main_chain().block(number).hash);
    const testing::LogCapture log;
    join(600);

    BOOST_TEST((run(5s) == misconfigured));
    BOOST_TEST(log.count("the block with that hash is number 500") == 1U);
    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(a_hash_that_no_peer_has_ends_the_node_after_a_while) {
    Hash256 made_up{};
    made_up.bytes.fill(7);
    trust(number, made_up);
    const testing::LogCapture log;
    join(600);
    join(400);
    begin();
    loop.advance(25s);
    BOOST_TEST(!exit_code().has_value());
    loop.advance(10s);
    end();

    BOOST_TEST((exit_code() == misconfigured));
    BOOST_TEST(log.count("no peer has it, and some have 0x" +
                         to_hex(main_chain().block(number).hash)) == 1U);
    BOOST_TEST(!has_event(peer(0), PeerEvent::empty_response));
}

BOOST_AUTO_TEST_CASE(a_peer_with_another_block_does_not_end_a_node_that_goes_on) {
    host.set("exit-when-done", "false");
    const testing::LogCapture log;
    const FakeChain other = main_chain().fork(number - 10, 300);
    join(other, other.height());
    begin();
    loop.advance(10min);
    BOOST_TEST(!exit_code().has_value());
    BOOST_TEST(log.count("no peer has the checkpoint") == 1U);
    join(600);
    loop.advance(10s);

    BOOST_TEST(has_from_checkpoint(600));
}

BOOST_AUTO_TEST_CASE(silent_peers_cost_one_deadline_together) {
    for (int i = 0; i < 33; ++i) join(600).silent = true;
    join(600);
    begin();
    loop.advance(15s);

    BOOST_TEST(store.stored().first() == number);
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_peers_that_lack_it_and_are_silent_then) {
    for (int i = 0; i < 33; ++i) {
        join(600).on_headers = [](chain::HeaderQuery query) -> awaitable<FakeRemote::Items> {
            if (!query.hash) co_await sleep_for(30s);
            co_return chain::RawItems{};
        };
    }
    join(600);
    begin();
    loop.advance(5s);

    BOOST_TEST(store.stored().first() == number);
}

BOOST_AUTO_TEST_CASE(what_is_no_checkpoint_is_refused) {
    const std::string hash = to_hex(main_chain().block(number).hash);
    for (const std::string& written :
         {std::string{"500"}, std::string{"500:"}, ":" + hash, "x:" + hash, "-1:" + hash,
          "500:" + hash + "00", "500:0x" + hash.substr(1), "99999999999999999999:" + hash}) {
        host.set("checkpoint", written);
        BOOST_CHECK_THROW(begin(), ConfigError);
    }
}

BOOST_AUTO_TEST_CASE(without_0x_it_is_read_too) {
    host.set("checkpoint", "500:" + to_hex(main_chain().block(number).hash));
    join(510);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_from_checkpoint(510));
}

BOOST_AUTO_TEST_CASE(it_does_not_go_with_a_range_that_is_not_stored) {
    host.set("from", "600");
    BOOST_CHECK_THROW(begin(), ConfigError);
}

BOOST_AUTO_TEST_CASE(it_does_not_go_with_an_end_below_it) {
    host.set("to", "499");
    BOOST_CHECK_THROW(begin(), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_store_with_another_block_of_that_number_is_refused) {
    store = testing::FakeStore(main_chain().fork(number - 10, 20));
    BOOST_CHECK_THROW(begin(), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_store_that_has_passed_it_goes_on) {
    stored_up_to(550);
    join(600);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(600));
}

BOOST_AUTO_TEST_CASE(a_store_that_began_there_goes_on) {
    join(600);
    BOOST_TEST((run() == done));
    join(700);
    host.set("exit-when-done", "false");
    begin();
    loop.advance(20s);
    end();

    BOOST_TEST(has_from_checkpoint(700));
}

BOOST_AUTO_TEST_CASE(a_store_below_it_goes_on_and_takes_no_other_block_in_its_place) {
    stored_up_to(480);
    const FakeChain other = main_chain().fork(490, 300);
    host.set("exit-when-done", "false");
    join(other, other.height());
    begin();
    loop.advance(1min);
    BOOST_TEST(store.head().number < number);
    join(600);
    loop.advance(1min);

    BOOST_TEST(has_stored(600));
}

BOOST_AUTO_TEST_SUITE_END()
