#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

#include "followed_store.hpp"

using namespace plexus;
using namespace plexus::chainstore::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(restarted_followers)

namespace {

/// What is on the disk of a node whose process is killed.
struct Left {
    Folder folder{};
    std::filesystem::path store() const { return folder / "chain"; }

    void take(Running& node) {
        std::filesystem::remove_all(store());
        std::filesystem::copy(node.folder(), store());
    }
};

/// A follower that writes what it makes of the blocks and where it is in one step, and dies in a
/// call, before or behind that step.
class Dying final : public chain::ChainFollower {
public:
    enum class Death : std::uint8_t { before_the_step, behind_the_step };

    Lines written{};
    chain::BlockRef place{};
    bool consistent = true;
    std::size_t calls = 0;
    std::size_t last_call = 0;  ///< in which it dies; 0: in none
    Death death = Death::before_the_step;
    Running* node = nullptr;
    Left* left = nullptr;
    bool is_dead = false;

    std::string follower_name() const override { return "durable"; }
    awaitable<std::optional<chain::BlockRef>> position() override {
        if (written.empty()) co_return std::nullopt;
        co_return place;
    }

    awaitable<void> on_extended(std::span<const chain::StoredBlock> blocks) override {
        if (dies_before()) co_return;
        for (const chain::StoredBlock& block : blocks) {
            written.push_back("+" + std::to_string(block.number));
            consistent = consistent && (place.hash == Hash256{} || block.parent == place.hash);
            place = chain::ref_of(block);
        }
        dies_behind();
    }

    awaitable<void> on_rewound(const chain::BlockRef& ancestor,
                               std::span<const chain::BlockRef> removed) override {
        if (dies_before()) co_return;
        for (const chain::BlockRef& block : removed) {
            written.push_back("-" + std::to_string(block.number));
            consistent = consistent && block.hash == place.hash;
            place.hash = block.parent;
        }
        consistent = consistent && ancestor.hash == place.hash;
        place = ancestor;
        dies_behind();
    }

private:
    bool dies_before() {
        ++calls;
        if (calls == last_call && death == Death::before_the_step) die();
        return is_dead;
    }
    void dies_behind() {
        if (calls == last_call && death == Death::behind_the_step) die();
    }
    void die() {
        left->take(*node);
        is_dead = true;
    }
};

/// Grows, loses blocks and grows again.
void live(Running& node) {
    node.append(3);
    node.append(1);
    node.branch_off(2, 4);
    node.append(2);
    node.branch_off(3, 0);
    node.append(1);
}

/// How many calls live() leads to.
constexpr std::size_t calls_of_a_life = 7;

Follower reborn(const Follower& follower) {
    Follower again("follower");
    again.heard = follower.heard;
    again.tip = follower.tip;
    again.consistent = follower.consistent;
    return again;
}

}  // namespace

BOOST_AUTO_TEST_CASE(go_on_where_they_were_after_a_stop) {
    Left left;
    Follower first;
    {
        Running node;
        node.join(first);
        node.append(3);
        node.stop();
        left.take(node);
    }
    Follower second = reborn(first);
    Running node(left.store(), second);

    node.append(1);

    BOOST_TEST((second.heard == Lines{"+1", "+2", "+3", "+4"}));
    BOOST_TEST(second.consistent);
}

BOOST_AUTO_TEST_CASE(are_told_of_what_changed_while_they_were_not_there) {
    Left left;
    Follower first;
    {
        Running node;
        node.join(first);
        node.append(4);
        node.host.withdraw<chain::ChainFollower>(first);
        node.append(2);
        node.branch_off(2, 3);
        node.branch_off(3, 1);
        node.stop();
        left.take(node);
    }
    Follower second = reborn(first);
    const Running node(left.store(), second);

    BOOST_TEST((second.heard == Lines{"+1", "+2", "+3", "+4", "-4", "-3", "+3", "+4"}));
    BOOST_TEST(second.consistent);
}

BOOST_AUTO_TEST_CASE(lose_nothing_and_get_nothing_twice_wherever_the_process_is_killed) {
    for (const auto death : {Dying::Death::before_the_step, Dying::Death::behind_the_step}) {
        for (std::size_t call = 1; call <= calls_of_a_life; ++call) {
            Left left;
            Dying first;
            first.left = &left;
            first.last_call = call;
            first.death = death;
            {
                Running node;
                first.node = &node;
                node.host.provide<chain::ChainFollower>(first);
                live(node);
                BOOST_REQUIRE(first.is_dead);
            }
            Dying second;
            second.written = first.written;
            second.place = first.place;
            Follower unused("unused");
            Running node(left.store(), unused);
            node.host.provide<chain::ChainFollower>(second);

            node.append(1);
            node.branch_off(1, 3);

            BOOST_TEST_CONTEXT("killed in call " << call) {
                BOOST_TEST(second.consistent);
                BOOST_TEST((second.place.hash == node.reader().head().hash));
                BOOST_TEST(second.place.number == 4U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(hear_the_last_call_again_if_the_process_was_killed_in_it) {
    Left left;
    Follower first;
    {
        Running node;
        node.join(first);
        node.append(2);
        first.react = [&]() -> awaitable<void> {
            left.take(node);
            co_return;
        };
        node.append(2);
    }
    Follower second("follower");
    const Running node(left.store(), second);

    BOOST_TEST((second.heard == Lines{"+3", "+4"}));
}

BOOST_AUTO_TEST_CASE(hear_a_call_again_that_the_stop_has_interrupted_and_no_other) {
    Left left;
    Follower first;
    {
        Running node;
        node.join(first);
        node.append(2);
        first.react = []() -> awaitable<void> { co_await sleep_for(10s); };
        TaskScope scope(node.loop.executor());
        const auto write = [](chain::ChainWriter& to,
                              std::vector<chain::StoredBlock> blocks) -> awaitable<void> {
            co_await to.append(std::move(blocks));
        };
        scope.spawn("write", write(node.writer(), made_up_blocks(node.reader().head(), 1)));
        node.loop.settle();
        node.stop();
        node.loop.run(scope.join());
        left.take(node);
    }
    Follower second("follower");
    const Running node(left.store(), second);

    BOOST_TEST((first.heard == Lines{"+1", "+2", "+3"}));
    BOOST_TEST((second.heard == Lines{"+3"}));
}

BOOST_AUTO_TEST_CASE(are_told_above_a_gap_of_what_is_still_there) {
    Left left;
    Follower first;
    {
        Running node;
        node.join(first);
        node.append(2);
        node.host.withdraw<chain::ChainFollower>(first);
        node.append(8);
        node.loop.run(node.writer().prune(7)).value();
        node.stop();
        left.take(node);
    }
    Follower second("follower");
    const testing::LogCapture log;
    const Running node(left.store(), second);

    BOOST_TEST((second.heard == Lines{"+7", "+8", "+9", "+10"}));
    BOOST_TEST(log.count("follower=follower blocks=4 next=7") == 1U);
}

BOOST_AUTO_TEST_CASE(begin_anew_behind_the_head_where_their_block_is_not_known) {
    Left left;
    {
        Running node;
        node.append(5);
        node.stop();
        left.take(node);
    }
    Follower follower;
    follower.own = chain::BlockRef{3, Hash256{}, Hash256{}};
    const testing::LogCapture log;
    Running node(left.store(), follower);

    node.append(1);

    BOOST_TEST((follower.heard == Lines{"+6"}));
    BOOST_TEST(log.count("is not known: it goes on behind the head") == 1U);
}

BOOST_AUTO_TEST_CASE(hear_of_a_block_once_so_many_others_stand_on_it) {
    Left left;
    Follower follower;
    {
        Running node;
        node.stop();
        left.take(node);
    }
    Running node(left.store(), follower, 3);
    follower.tip = node.genesis.head.hash;

    node.append(3);
    BOOST_TEST(follower.heard.empty());
    node.append(2);
    BOOST_TEST((follower.heard == Lines{"+1", "+2"}));
    node.branch_off(3, 3);
    BOOST_TEST((follower.heard == Lines{"+1", "+2", "+3"}));
    node.branch_off(2, 5);
    BOOST_TEST((follower.heard == Lines{"+1", "+2", "+3", "-3", "+3", "+4"}));
    BOOST_TEST(follower.consistent);
}

BOOST_AUTO_TEST_SUITE_END()
