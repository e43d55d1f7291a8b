// An hour among peers that lie about the head.

#include <api/chain/head_tracker.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include <tests/plugins/crowd_hour.hpp>

#include "crowd.hpp"

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakePeer;
using testing::FakeRemote;

namespace {

constexpr std::uint64_t first_number = 100;
constexpr std::uint64_t far_number = 1'000'000;

struct Handle {
    std::shared_ptr<FakeRemote> remote;
    std::shared_ptr<FakePeer> peer;
};

/// The honest chain has a block a minute. Half of the honest peers announce nothing, so that their
/// Status stays as it was.
struct Hour : testing::Crowd, testing::CrowdHour<Handle> {
    using Items = Result<chain::RawItems>;

    testing::LogCapture log;
    testing::FakeProfile profile;
    testing::TestHost host{loop.executor(), "heads"};
    std::unique_ptr<Plugin> plugin;
    std::optional<testing::PluginLife<testing::TestHost>> life;
    std::shared_ptr<Blocks> truth = std::make_shared<Blocks>(1, block(first_number));

    Hour() {
        host.provide<chain::ChainProfile>(profile).provide<net::PeerPool>(pool);
        plugin = host.create(plexus_plugin_v1);
        life.emplace(loop, host, *plugin);
        life->begin();
    }
    ~Hour() override { life->end(); }

    testing::Loop& the_loop() override { return loop; }
    Handle join_one(std::uint64_t) override {
        add(truth);
        return {remotes.back(), peers.back()};
    }
    std::shared_ptr<FakePeer> peer_of(const Handle& handle) override { return handle.peer; }
    void leave_one(Handle& handle) override { pool.leave(handle.peer); }
    void begin_minute(std::uint64_t) override {
        extend(*truth, 0, present());
        announces = false;
    }

    void act_honestly(Handle& handle, std::uint64_t) override {
        if (announces) handle.remote->said.head = truth->back();
        announces = !announces;
    }

    void check(std::uint64_t) override {
        const chain::ChainStatus status = host.published<chain::HeadTracker>().chain_status();
        // Silent peers prolong a round by two deadlines of 10 s, and there is one every 30 s.
        const bool is_last = status.head.hash == truth->back();
        BOOST_REQUIRE((is_last || status.head.hash == truth->at(truth->size() - 2)));
    }

    std::uint64_t present() {
        const auto now = loop.clock().wall().time_since_epoch();
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(now).count());
    }

    /// From now on the peer has these blocks and no others.
    void show(Handle& liar, Blocks blocks) {
        liar.remote->said.head = blocks.back();
        liar.remote->on_headers =
            [this, blocks = std::move(blocks)](chain::HeaderQuery query) -> awaitable<Items> {
            co_return find(blocks, query);
        };
    }

    std::uint8_t next_kind() { return ++kinds == 0 ? ++kinds : kinds; }

    bool announces = false;
    std::uint8_t kinds = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crowd, Hour)

BOOST_AUTO_TEST_CASE(silent_peers_harm_nobody) {
    live_with([](Handle& liar, std::uint64_t) {
        liar.remote->on_headers = [](chain::HeaderQuery) -> awaitable<Items> {
            co_await sleep_for(1h);
            co_return chain::RawItems{};
        };
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(peers_that_show_their_head_and_are_silent_then_harm_nobody) {
    live_with([this](Handle& liar, std::uint64_t minute) {
        const Hash256 own = block(far_number + minute, next_kind(), present());
        liar.remote->said.head = own;
        liar.remote->on_headers = [this, own](chain::HeaderQuery query) -> awaitable<Items> {
            if (query.hash != own) co_await sleep_for(1h);
            co_return find({own}, query);
        };
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(heads_that_each_has_invented_harm_nobody) {
    live_with([this](Handle& liar, std::uint64_t minute) {
        show(liar, {block(far_number + minute, next_kind(), present())});
    });
}

BOOST_AUTO_TEST_CASE(a_head_that_all_have_invented_together_harms_nobody) {
    live_with([this](Handle& liar, std::uint64_t) { show(liar, {block(far_number, 1)}); });
}

BOOST_AUTO_TEST_CASE(a_made_up_block_above_the_honest_head_harms_nobody) {
    live_with([this](Handle& liar, std::uint64_t) {
        Blocks blocks = *truth;
        extend(blocks, 1, present());
        show(liar, std::move(blocks));
    });
}

BOOST_AUTO_TEST_CASE(a_chain_that_stands_still_harms_nobody_and_ends_the_connection) {
    live_with([this](Handle& liar, std::uint64_t) { show(liar, {block(first_number)}); });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(heads_of_which_there_is_nothing_harm_nobody) {
    live_with([this](Handle& liar, std::uint64_t minute) {
        show(liar, {block(far_number + minute, next_kind())});
        liar.remote->on_headers = [](chain::HeaderQuery) -> awaitable<Items> {
            co_return chain::RawItems{};
        };
    });
}

BOOST_AUTO_TEST_CASE(other_headers_than_the_requested_ones_harm_nobody) {
    live_with([this](Handle& liar, std::uint64_t) {
        show(liar, {block(far_number, 1)});
        liar.remote->on_headers = [this](chain::HeaderQuery) -> awaitable<Items> {
            chain::HeaderQuery other;
            other.hash = truth->front();
            co_return find(*truth, other);
        };
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(heads_of_the_future_harm_nobody) {
    live_with([this](Handle& liar, std::uint64_t minute) {
        show(liar, {block(first_number + minute + 2, 1, present() + 3600)});
    });
}

BOOST_AUTO_TEST_SUITE_END()
