// Block handlers behind the store, through what sync follows it with.

#include <boost/test/unit_test.hpp>

#include <api/async/task_scope.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <plugins/sync/follow/handing.hpp>

#include <tests/sdk/kit/eth/session/fakes.hpp>

#include "followed_store.hpp"

using namespace plexus;
using namespace plexus::chainstore::test;

BOOST_AUTO_TEST_SUITE(block_handlers_behind_the_store)

namespace {

using Numbers = std::vector<std::uint64_t>;

/// Needs what sync needs to hand blocks on.
struct Needs final : Plugin {
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{all<eth::BlockHandler>, all<eth::ReceiptHandler>};

    explicit Needs(Host&) {}
};

/// A node with a store, a peer, and one block handler, as sync connects them.
struct Handled {
    explicit Handled(const std::filesystem::path& left = {}, std::uint64_t confirmations = 0)
        : node(left) {
        node.writer().confirm_after(confirmations);
        pool.join(std::make_shared<testing::FakeRemote>(chain, 0));
        node.host.provide<chain::ChainFollower>(handing);
        tasks.spawn("hand on", handing.run());
        node.begin();
    }
    Handled(const Handled&) = delete;
    Handled& operator=(const Handled&) = delete;
    ~Handled() {
        if (node.life) node.stop();
        tasks.cancel();
        node.loop.run(tasks.join());
    }

    /// Blocks that handlers can decode.
    void append(std::size_t count) {
        auto blocks = testing::fake_blocks(node.reader().head(), count);
        node.loop.run(node.writer().append(std::move(blocks))).value();
    }
    void branch_off(std::uint64_t number, std::size_t count) {
        chain::Head ancestor;
        ancestor.number = number;
        ancestor.hash = node.loop.run(node.reader().canonical_hash(number)).value();
        auto blocks = testing::fake_blocks(ancestor, count, {}, 7);
        node.loop.run(node.writer().replace(ancestor.hash, std::move(blocks))).value();
    }

    Numbers seen() const {
        Numbers numbers;
        for (const eth::RawBlock& block : handler.blocks) numbers.push_back(block.number);
        return numbers;
    }

    Running node;
    testing::FakeChain chain{};
    testing::FakeEthPool pool{node.loop};
    testing::FakeBlockHandler handler;
    testing::TestHost host{node.loop.executor(), "sync"};
    std::unique_ptr<Needs> needs = host.provide<eth::BlockHandler>(handler).create<Needs>();
    sync::Handing handing{host, pool};
    TaskScope tasks{node.loop.executor()};
};

/// A folder with a copy of what a process that is killed now would leave.
struct Remains {
    Folder folder{};
    std::filesystem::path store() const { return folder / "chain"; }

    void take(Running& node) {
        std::filesystem::remove_all(store());
        std::filesystem::copy(node.folder(), store());
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(hear_of_a_block_once_so_many_others_stand_on_it) {
    Handled handled({}, 3);

    handled.append(3);
    BOOST_TEST(handled.seen().empty());
    handled.append(2);

    BOOST_TEST((handled.seen() == Numbers{1, 2}));
}

BOOST_AUTO_TEST_CASE(get_a_branch_from_its_first_block_on) {
    Handled handled;
    handled.append(3);

    handled.branch_off(1, 4);

    BOOST_TEST((handled.seen() == Numbers{1, 2, 3, 2, 3, 4, 5}));
    BOOST_REQUIRE(handled.handler.blocks.size() > 3U);
    BOOST_TEST((handled.handler.blocks[3].parent == handled.handler.blocks[0].hash));
}

BOOST_AUTO_TEST_CASE(lose_no_block_wherever_the_process_is_killed) {
    constexpr std::uint64_t blocks = 6;
    for (std::uint64_t killed_at = 1; killed_at <= blocks; ++killed_at) {
        Remains remains;
        Numbers before;
        {
            Handled first;
            first.handler.react = [&](const eth::Origin&) -> awaitable<eth::ValidationResult> {
                if (first.seen().back() == killed_at) {
                    remains.take(first.node);
                    before = first.seen();
                }
                co_return eth::ValidationResult::accept;
            };
            first.append(2);
            first.append(3);
            first.append(1);
        }

        Handled second(remains.store());
        second.node.loop.settle();
        const Numbers after = second.seen();

        BOOST_TEST_CONTEXT("killed while a handler has block " << killed_at) {
            // The blocks of the call in which it was killed come again, and no others.
            BOOST_REQUIRE(!after.empty());
            BOOST_TEST(after.front() <= killed_at);
            BOOST_TEST(after.front() + 3 > killed_at);
            BOOST_TEST(after.back() == second.node.reader().head().number);
            for (std::size_t i = 1; i < after.size(); ++i) BOOST_TEST(after[i] == after[i - 1] + 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(get_nothing_twice_after_a_stop) {
    Remains remains;
    {
        Handled first;
        first.append(4);
        first.node.stop();
        remains.take(first.node);
    }
    Handled second(remains.store());
    second.append(2);

    BOOST_TEST((second.seen() == Numbers{5, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
