#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_runtime.hpp>
#include <plugins/heads/stale_peers.hpp>
#include <test_host/test_host.hpp>

#include "crowd.hpp"

using namespace plexus;
using namespace std::chrono_literals;

namespace {

struct Watched : testing::Crowd {
    testing::TestHost host{loop.executor(), "heads"};
    heads::StalePeers stale{pool, host.runtime(), 3, 5min, host.metrics(), host.logger()};

    /// The head is this block for so long as it takes to be looked over once.
    void check(Hash256 hash) {
        chain::Head head;
        head.hash = hash;
        loop.run(stale.check(head));
        loop.advance(150s);
    }

    void check(Hash256 hash, int times) {
        for (int count = 0; count < times; ++count) check(hash);
    }

    double let_go() { return host.metrics().value("plexus_heads_stale_peers_total"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stale_peers, Watched)

BOOST_AUTO_TEST_CASE(a_peer_that_lacks_a_block_that_the_others_have_is_let_go) {
    for (int i = 0; i < 3; ++i) add({block(100), block(200)});
    add({block(100)});

    check(block(200), 4);
    BOOST_TEST(let_go() == 0);  // found twice
    check(block(200));

    BOOST_TEST(let_go() == 1);
    BOOST_TEST((peers.back()->reason == net::Reason::useless_peer));
    for (int i = 0; i < 3; ++i) BOOST_TEST(!peers[static_cast<std::size_t>(i)]->reason.has_value());
}

BOOST_AUTO_TEST_CASE(a_new_block_may_take_a_while_to_arrive) {
    for (int i = 0; i < 3; ++i) add({block(100), block(200)});
    add({block(100)});
    check(block(100), 4);
    check(block(200), 2);
    BOOST_TEST(let_go() == 0);
}

BOOST_AUTO_TEST_CASE(without_a_quorum_nobody_is_let_go) {
    for (int i = 0; i < 2; ++i) add({block(200)});
    for (int i = 0; i < 3; ++i) add({block(100)});
    check(block(200), 6);
    BOOST_TEST(let_go() == 0);
}

BOOST_AUTO_TEST_CASE(static_and_trusted_peers_stay) {
    for (int i = 0; i < 3; ++i) add({block(200)});
    add({block(100)});
    add({block(100)});
    BOOST_REQUIRE(pool.add_static(peers[3]->node()).has_value());
    BOOST_REQUIRE(pool.trust(peers[4]->node()).has_value());
    check(block(200), 6);
    BOOST_TEST(let_go() == 0);
}

BOOST_AUTO_TEST_CASE(silence_is_left_to_the_scores) {
    for (int i = 0; i < 3; ++i) add({block(200)});
    add({block(100)}).on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        co_return make_error_code(Errc::timed_out);
    };
    check(block(200), 6);
    BOOST_TEST(let_go() == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_whose_own_chain_goes_on_stays_whatever_a_quorum_has) {
    for (int i = 0; i < 3; ++i) add({block(1'000'000)});
    const auto chain = std::make_shared<Blocks>(1, block(100));
    add(chain);
    for (int i = 0; i < 20; ++i) {
        extend(*chain);
        check(block(1'000'000));
    }
    BOOST_TEST(let_go() == 0);

    check(block(1'000'000), 3);
    BOOST_TEST(let_go() == 1);
}

BOOST_AUTO_TEST_CASE(a_chain_is_followed_up_from_a_head_that_was_told_long_ago) {
    for (int i = 0; i < 3; ++i) add({block(1'000'000)});
    const auto chain = std::make_shared<Blocks>(1, block(100));
    for (int i = 0; i < 6'000; ++i) extend(*chain);
    add(chain).said.head = block(100);
    check(block(1'000'000), 4);
    BOOST_TEST(let_go() == 0);

    check(block(1'000'000));

    BOOST_TEST(let_go() == 1);
    BOOST_TEST(remotes.back()->header_requests <= 5U * 5U);
}

BOOST_AUTO_TEST_SUITE_END()
