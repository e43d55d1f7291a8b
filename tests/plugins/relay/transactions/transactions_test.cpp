#include <boost/test/unit_test.hpp>

#include <kit/eth/types/raw_block.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::real_block;
using testing::RelayStage;
using testing::signed_transaction;

namespace {

struct Relaying : RelayStage {
    Relaying() { stand_at(100); }

    std::vector<eth::RawTransaction> forged(std::uint64_t from, std::size_t count) {
        std::vector<eth::RawTransaction> all;
        for (std::size_t i = 0; i < count; ++i) {
            all.push_back(signed_transaction(
                from + i, [](eth::Transaction& transaction) { transaction.chain_id = 1; }));
        }
        return all;
    }
    std::size_t sent(const Hash256& hash) const {
        std::size_t count = 0;
        for (const JoinedPeer& connection : pending)
            count += has(connection.remote->transactions, hash);
        return count;
    }
    std::size_t announced(const Hash256& hash) const {
        std::size_t count = 0;
        for (const JoinedPeer& connection : pending)
            count += has(connection.remote->announced_transactions, hash);
        return count;
    }
    template <class Items>
    static std::size_t has(const Items& items, const Hash256& hash) {
        const auto same = [&](const auto& item) { return item.hash == hash; };
        return static_cast<std::size_t>(std::ranges::count_if(items, same));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(relayed_transactions, Relaying)

BOOST_AUTO_TEST_CASE(a_good_transaction_is_kept_passed_on_and_served) {
    const eth::RawTransaction good = signed_transaction(1);

    BOOST_TEST((send(pending[0], {good}) == ValidationResult::ignore));

    BOOST_TEST(pooled({good.hash}).size() == 1U);
    BOOST_TEST(sent(good.hash) == 2U);  // the root of three, up
    BOOST_TEST(announced(good.hash) >= 1U);
    BOOST_TEST((send(pending[1], {good}) == ValidationResult::duplicate));
    BOOST_TEST(metric("transactions") == 1);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_does_not_check_is_ignored_and_goes_nowhere) {
    const auto bad = forged(0, 1);

    BOOST_TEST((send(pending[0], bad) == ValidationResult::ignore));

    BOOST_TEST(pooled({bad[0].hash}).empty());
    BOOST_TEST(sent(bad[0].hash) == 0U);
    BOOST_TEST(announced(bad[0].hash) == 0U);
    BOOST_TEST(pending[0].peer->events.size() ==
               static_cast<std::size_t>(
                   std::ranges::count(pending[0].peer->events, net::PeerEvent::served_request)));
}

BOOST_AUTO_TEST_CASE(the_good_among_bad_ones_is_kept) {
    auto mixed = forged(0, 5);
    mixed.push_back(signed_transaction(9));

    BOOST_TEST((send(pending[0], mixed) == ValidationResult::ignore));
    BOOST_TEST(metric("transactions_refused_total") == 5);
    BOOST_TEST(metric("transactions") == 1);
}

BOOST_AUTO_TEST_CASE(a_peer_that_floods_with_bad_ones_is_not_listened_to_for_a_while) {
    send(pending[0], forged(0, 600));
    const double looked_at = metric("transactions_refused_total");
    BOOST_TEST(looked_at <= 512);

    BOOST_TEST((send(pending[0], {signed_transaction(1)}) == ValidationResult::ignore));
    BOOST_TEST((send(pending[1], {signed_transaction(2)}) == ValidationResult::ignore));
    loop.advance(10min);
    BOOST_TEST((send(pending[0], {signed_transaction(1)}) == ValidationResult::ignore));
}

BOOST_AUTO_TEST_CASE(a_blob_transaction_is_announced_only) {
    const eth::RawTransaction blob = testing::blob_transaction();

    BOOST_TEST((send(pending[0], {blob}) == ValidationResult::ignore));

    BOOST_TEST(sent(blob.hash) == 0U);
    BOOST_TEST(announced(blob.hash) == 3U);
    BOOST_TEST(std::ranges::equal(pooled({blob.hash}).at(0).bytes.view(), blob.bytes.view()));
}

BOOST_AUTO_TEST_CASE(what_a_relayed_block_includes_leaves_the_pool) {
    std::uint64_t number = 101;
    while (real_block(number).transactions == 0) send(pending[0], number++);
    const auto included = eth::transactions_of(real_block(number)).value();
    send(pending[0], included);
    BOOST_TEST(pooled({included[0].hash}).size() == 1U);

    BOOST_TEST((send(pending[0], number) == ValidationResult::accept));

    BOOST_TEST(pooled({included[0].hash}).empty());
    BOOST_TEST((send(pending[1], included) == ValidationResult::duplicate));
}

BOOST_AUTO_TEST_CASE(a_new_peer_is_told_of_what_there_is) {
    const eth::RawTransaction good = signed_transaction(1);
    send(pending[0], {good});
    JoinedPeer& late = join(100);
    loop.advance(1s);

    BOOST_TEST(late.remote->announced_transactions.size() == 1U);
    BOOST_TEST(late.remote->transactions.empty());
}

BOOST_AUTO_TEST_SUITE_END()
