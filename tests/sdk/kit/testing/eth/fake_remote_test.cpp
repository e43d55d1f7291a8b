#include <boost/test/unit_test.hpp>

#include <kit/eth/client/client.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/eth/fake_transactions.hpp>
#include <kit/testing/fake_runtime.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakeChain;
using testing::FakeRemote;

namespace {

/// A client that has one peer, and checks what it gets.
struct Requesting {
    testing::Loop loop;
    testing::FakeEthPool pool{loop};
    testing::FakeRuntime runtime{loop};
    FakeChain chain = FakeChain{}.extend(20);
    std::shared_ptr<FakeRemote> remote = std::make_shared<FakeRemote>(chain, 10);
    std::shared_ptr<testing::FakePeer> peer = pool.join(remote);
    eth::Client client{pool, runtime};

    eth::Response<eth::Headers> headers(std::uint64_t number, std::uint64_t amount,
                                        bool reverse = false) {
        chain::HeaderQuery query;
        query.number = number;
        query.amount = amount;
        query.reverse = reverse;
        return loop.run(client.headers(query));
    }
    eth::Response<eth::OptionalItems> bodies(const eth::Headers& of) {
        return loop.run(client.bodies(of));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fake_remote, Requesting)

BOOST_AUTO_TEST_CASE(it_serves_its_chain_up_to_its_height) {
    const auto all = headers(1, 20);

    BOOST_REQUIRE(all);
    BOOST_TEST(all->size() == 10U);
    BOOST_TEST(bodies(*all)->size() == 10U);
    BOOST_TEST(loop.run(client.receipts(*all))->size() == 10U);
    BOOST_TEST(headers(5, 3, true)->back().header.number == 3U);
    BOOST_TEST((remote->status().head == chain.block(10).hash));
    BOOST_TEST(remote->header_requests == 2U);
    BOOST_TEST(remote->body_requests == 1U);
    BOOST_TEST(remote->receipt_requests == 1U);
}

BOOST_AUTO_TEST_CASE(it_can_change_to_another_branch) {
    const FakeChain branch = chain.fork(5, 20);

    remote->follow(branch, 25);

    BOOST_TEST(headers(1, 100)->size() == 25U);
    BOOST_TEST((headers(25, 1)->front().hash == branch.head().hash));
}

BOOST_AUTO_TEST_CASE(it_can_omit) {
    const auto all = headers(1, 10);
    remote->omitted.insert(chain.block(3).hash);
    const auto without_one = bodies(*all);
    remote->most_items = 2;
    const auto two = headers(1, 10);

    BOOST_TEST(!(*without_one)[2].has_value());
    BOOST_TEST((*without_one)[3].has_value());
    BOOST_TEST(two->size() == 2U);
}

BOOST_AUTO_TEST_CASE(it_can_delay_and_be_silent) {
    remote->delay = 2s;
    BOOST_REQUIRE(headers(1, 1));
    BOOST_TEST((loop.elapsed() == 2s));

    remote->silent = true;
    BOOST_TEST((headers(1, 1).error() == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(it_can_lie) {
    remote->on_headers = [this](chain::HeaderQuery query) -> awaitable<FakeRemote::Items> {
        ++query.number;
        co_return testing::headers_of(chain, 10, query);
    };

    BOOST_TEST((headers(1, 2).error() == Errc::invalid_data));
    BOOST_TEST((peer->events == std::vector{net::PeerEvent::sent_bad_data}));
}

BOOST_AUTO_TEST_CASE(it_has_the_transactions_of_its_pool) {
    const eth::RawTransaction has = testing::fake_raw_transaction();
    remote->pooled.push_back(has);

    const auto got = loop.run(remote->pooled_transactions({Hash256{}, has.hash}));

    BOOST_TEST_REQUIRE(got->size() == 1U);
    BOOST_TEST((got->front().hash == has.hash));
    BOOST_TEST(remote->requested_transactions.front().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
