#include <boost/test/unit_test.hpp>

#include <kit/eth/client/client.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_runtime.hpp>

#include <tests/sdk/kit/eth/session/things.hpp>

using namespace plexus;
using testing::FakeRemote;

namespace {

struct Telling {
    testing::Loop loop;
    testing::FakeEthPool pool{loop};
    testing::FakeRuntime runtime{loop};
    eth::Client client{pool, runtime};
    std::vector<std::shared_ptr<FakeRemote>> remotes;

    void join(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            remotes.push_back(std::make_shared<FakeRemote>());
            pool.join(remotes.back());
        }
    }
    std::size_t count(const std::function<bool(const FakeRemote&)>& test) const {
        const auto each = [&](const auto& remote) { return test(*remote); };
        return static_cast<std::size_t>(std::ranges::count_if(remotes, each));
    }
    std::size_t with_block() const {
        return count([](const FakeRemote& remote) { return remote.blocks.size() == 1; });
    }
    std::size_t with_block_hash() const {
        return count([](const FakeRemote& remote) { return remote.announced_blocks.size() == 1; });
    }
    std::size_t with_transactions(std::size_t whole, std::size_t announced) const {
        return count([&](const FakeRemote& remote) {
            return remote.transactions.size() == whole &&
                   remote.announced_transactions.size() == announced;
        });
    }
    eth::Client::FanOut tell_of_block() { return client.broadcast(testing::make_block(1), 1); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(broadcast, Telling)

BOOST_AUTO_TEST_CASE(a_block_goes_to_the_square_root_of_all_and_its_hash_to_the_rest) {
    join(10);

    const eth::Client::FanOut fan_out = tell_of_block();

    BOOST_TEST(with_block() == 3U);
    BOOST_TEST(with_block_hash() == 7U);
    BOOST_TEST(fan_out.whole == 3U);
    BOOST_TEST(fan_out.announced == 7U);
}

BOOST_AUTO_TEST_CASE(a_lone_peer_is_sent_the_block) {
    join(1);

    BOOST_TEST(tell_of_block().whole == 1U);
}

BOOST_AUTO_TEST_CASE(who_has_the_block_counts_for_nothing) {
    join(10);
    for (std::size_t i = 0; i < 6; ++i) remotes[i]->known = {testing::make_block(1).hash};

    (void)tell_of_block();

    BOOST_TEST(with_block() == 2U);
    BOOST_TEST(with_block_hash() == 2U);
    BOOST_TEST(remotes[0]->blocks.empty());
    BOOST_TEST(remotes[0]->announced_blocks.empty());
}

BOOST_AUTO_TEST_CASE(who_is_gone_is_made_up_for) {
    join(9);
    for (std::size_t i = 0; i < 5; ++i) remotes[i]->gone = true;

    BOOST_TEST(tell_of_block().whole == 3U);
    BOOST_TEST(with_block() == 3U);
}

BOOST_AUTO_TEST_CASE(different_blocks_take_different_ways) {
    join(100);

    for (std::uint64_t number = 1; number <= 10; ++number) {
        (void)client.broadcast(testing::make_block(number), 1);
    }

    BOOST_TEST(count([](const FakeRemote& remote) { return !remote.blocks.empty(); }) > 40U);
}

BOOST_AUTO_TEST_CASE(all_peers_of_one_kind_share_one_thing) {
    join(16);
    (void)tell_of_block();

    std::set<const void*> wholes;
    for (const auto& remote : remotes) wholes.insert(remote->last_block.get());
    wholes.erase(nullptr);
    BOOST_TEST(wholes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(small_transactions_go_to_the_square_root_of_all) {
    join(10);

    const auto fan_out = client.broadcast(testing::make_transactions(2));

    BOOST_TEST(with_transactions(2, 0) == 4U);
    BOOST_TEST(with_transactions(0, 2) == 6U);
    BOOST_TEST(fan_out.whole == 4U);
    BOOST_TEST(fan_out.announced == 6U);
}

BOOST_AUTO_TEST_CASE(the_transactions_of_one_sender_take_the_same_way) {
    join(10);
    (void)client.broadcast(testing::make_transactions(1));
    (void)client.broadcast(std::vector{testing::make_transaction(7)});

    BOOST_TEST(with_transactions(2, 0) == 4U);
    BOOST_TEST(with_transactions(0, 2) == 6U);
}

BOOST_AUTO_TEST_CASE(large_and_blob_transactions_are_announced_only) {
    join(9);
    std::vector<eth::RawTransaction> transactions{testing::make_blob_transaction()};
    transactions.push_back(testing::make_transaction(1, eth::limits::whole_transaction_bytes + 1));

    const auto fan_out = client.broadcast(transactions);

    BOOST_TEST(with_transactions(0, 2) == 9U);
    BOOST_TEST(fan_out.whole == 0U);
    BOOST_TEST(fan_out.announced == 9U);
}

BOOST_AUTO_TEST_CASE(who_is_sent_the_small_ones_is_told_of_the_large_ones) {
    join(1);
    std::vector<eth::RawTransaction> transactions = testing::make_transactions(2);
    transactions.push_back(testing::make_blob_transaction());

    (void)client.broadcast(transactions);

    BOOST_TEST(with_transactions(2, 1) == 1U);
}

BOOST_AUTO_TEST_CASE(who_has_all_transactions_is_told_nothing) {
    join(2);
    remotes[0]->known = {testing::make_transaction(0).hash, testing::make_transaction(1).hash};

    (void)client.broadcast(testing::make_transactions(2));

    BOOST_TEST(with_transactions(0, 0) == 1U);
    BOOST_TEST(with_transactions(2, 0) == 1U);
}

BOOST_AUTO_TEST_CASE(hashes_go_to_all_that_lack_them) {
    join(3);
    remotes[0]->known = {testing::make_block(1).hash, testing::make_transaction(0).hash};

    const auto blocks = client.broadcast(testing::announce(1)->content());
    const auto transactions =
        client.broadcast(testing::announce(testing::make_transactions(1))->content());

    BOOST_TEST(blocks.announced == 2U);
    BOOST_TEST(transactions.announced == 2U);
    BOOST_TEST(with_block_hash() == 2U);
    BOOST_TEST(with_transactions(0, 1) == 2U);
}

BOOST_AUTO_TEST_CASE(a_new_status_is_handed_to_the_head_tracker) {
    testing::FakeHeads heads;
    const eth::Client teller(pool, runtime, &heads);
    chain::Head head;
    head.number = 7;

    BOOST_TEST(teller.update_status(head, 3).has_value());

    BOOST_TEST((heads.chain_status().source == chain::HeadSource::local));
    BOOST_TEST(heads.chain_status().head.number == 7U);
    BOOST_TEST(heads.chain_status().earliest == 3U);
    BOOST_TEST((client.update_status(head, 3).error() == Errc::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
