#include <boost/test/unit_test.hpp>

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <tests/plugins/sync/stage.hpp>

#include <tests/sdk/kit/eth/session/fakes.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::main_chain;
using testing::SyncStage;

namespace handing {
namespace {

class FakeReceiptHandler final : public eth::ReceiptHandler {
public:
    std::vector<eth::RawReceipts> seen{};

    awaitable<eth::ValidationResult> on_receipts(const eth::Origin&,
                                                 const eth::RawReceipts& receipts) override {
        seen.push_back(receipts);
        co_return eth::ValidationResult::accept;
    }
};

struct Handing : SyncStage {
    Handing() {
        host.provide<eth::BlockHandler>(first).provide<eth::BlockHandler>(second);
        host.provide<eth::ReceiptHandler>(receipts);
    }

    testing::FakeBlockHandler first;
    testing::FakeBlockHandler second;
    FakeReceiptHandler receipts;

    static bool in_order(const std::vector<eth::RawBlock>& blocks, std::uint64_t from) {
        for (const eth::RawBlock& block : blocks) {
            if (block.hash != main_chain().block(from++).hash) return false;
        }
        return true;
    }
};

constexpr int done = 0;

}  // namespace
}  // namespace handing

BOOST_FIXTURE_TEST_SUITE(handing, Handing)

BOOST_AUTO_TEST_CASE(handlers_get_every_block_and_its_receipts_in_order) {
    join(150);
    join(150);

    BOOST_TEST((run() == done));
    BOOST_TEST(first.blocks.size() == 150U);
    BOOST_TEST(in_order(first.blocks, 1));
    BOOST_TEST(in_order(second.blocks, 1));
    BOOST_TEST(receipts.seen.size() == 150U);
    BOOST_TEST((first.origins.front().source == eth::Source::response));
    BOOST_TEST(has_stored(150));
}

BOOST_AUTO_TEST_CASE(a_range_from_a_number_on_is_handed_over_and_not_stored) {
    host.set("from", "40").set("to", "90");
    join(150);

    BOOST_TEST((run() == done));
    BOOST_TEST(store.stored().height() == 0U);
    BOOST_TEST(first.blocks.size() == 51U);
    BOOST_TEST(in_order(first.blocks, 40));
}

BOOST_AUTO_TEST_CASE(such_a_range_is_handed_over_once_and_then_followed) {
    host.set("from", "40").set("exit-when-done", "false");
    join(60);
    begin();
    loop.advance(10s);
    BOOST_TEST(first.blocks.size() == 21U);

    join(70);
    loop.advance(10s);

    BOOST_TEST(first.blocks.size() == 31U);
    BOOST_TEST(in_order(first.blocks, 40));
    end();
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_harms_nobody) {
    first.react = [](const eth::Origin&) -> awaitable<eth::ValidationResult> {
        throw std::runtime_error("out of luck");
        co_return eth::ValidationResult::accept;
    };
    join(40);

    BOOST_TEST((run() == done));
    BOOST_TEST(second.blocks.size() == 40U);
    BOOST_TEST(has_stored(40));
}

BOOST_AUTO_TEST_CASE(a_handler_that_stalls_is_passed_over) {
    first.react = [](const eth::Origin&) -> awaitable<eth::ValidationResult> {
        co_await sleep_for(24h);
        co_return eth::ValidationResult::accept;
    };
    join(3);

    BOOST_TEST((run() == done));
    BOOST_TEST(second.blocks.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_block_is_handed_over_once_so_many_others_stand_on_it) {
    host.set("confirmations", "10");
    join(50);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(50));
    BOOST_TEST(first.blocks.size() == 40U);
    BOOST_TEST(receipts.seen.size() == 40U);
    BOOST_TEST(in_order(first.blocks, 1));
}

BOOST_AUTO_TEST_CASE(a_call_that_the_store_ends_and_makes_again_hands_no_block_over_twice) {
    first.react = [](const eth::Origin&) -> awaitable<eth::ValidationResult> {
        co_await sleep_for(40s);
        co_return eth::ValidationResult::accept;
    };
    stored_up_to(10);
    join(10);
    host.set("exit-when-done", "false");
    begin();
    auto& follower = host.published<chain::ChainFollower>();
    const std::vector<chain::StoredBlock> blocks = main_chain().blocks(11, 13);
    auto tell = [&]() -> awaitable<void> { co_await follower.on_extended(blocks); };

    const bool in_time = loop.run(within(60s, tell())).has_value();
    BOOST_TEST(!in_time);
    loop.run(tell());

    BOOST_TEST(second.blocks.size() == 3U);
    BOOST_TEST(in_order(second.blocks, 11));
    end();
}

BOOST_AUTO_TEST_CASE(a_block_from_before_a_restart_waits_for_a_peer) {
    stored_up_to(10);
    host.set("exit-when-done", "false");
    begin();
    auto& follower = host.published<chain::ChainFollower>();
    const std::vector<chain::StoredBlock> blocks = main_chain().blocks(9, 10);
    TaskScope scope(loop.executor());
    scope.spawn("tell", follower.on_extended(blocks));
    loop.advance(10s);
    BOOST_TEST(first.blocks.empty());

    join(10);
    loop.run(scope.join());

    BOOST_TEST(first.blocks.size() == 2U);
    BOOST_TEST((first.origins.front().source == eth::Source::response));
    end();
}

BOOST_AUTO_TEST_CASE(a_node_that_stops_while_a_handler_works_stops) {
    first.react = [](const eth::Origin&) -> awaitable<eth::ValidationResult> {
        co_await sleep_for(10s);
        co_return eth::ValidationResult::accept;
    };
    join(40);
    begin();
    loop.advance(5s);
    const Duration before = loop.elapsed();
    end();

    BOOST_TEST((loop.elapsed() == before));
    BOOST_TEST(second.blocks.empty());
}

BOOST_AUTO_TEST_SUITE_END()
