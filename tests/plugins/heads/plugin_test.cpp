#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/chain/head_tracker.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include "crowd.hpp"

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// A chain with one fork, at block 150.
class ForkingProfile final : public chain::ChainProfile {
public:
    std::string name() const override { return "forking"; }
    std::uint64_t network_id() const override { return 1; }
    chain::Head genesis() const override { return {}; }
    SharedBytes genesis_header() const override { return {}; }
    SharedBytes genesis_body() const override { return {}; }
    chain::Head assumed_head(WallTime) const override { return {}; }
    chain::ForkId fork_id(const chain::Head& head) const override {
        chain::ForkId id;
        id.hash.bytes[0] = head.number < 150 ? 1 : 2;
        return id;
    }
    Result<void> accepts(const chain::ForkId&, const chain::Head&) const override { return {}; }
    std::vector<net::Node> bootnodes() const override { return {}; }
    std::vector<net::Node> static_nodes() const override { return {}; }
};

struct Living : testing::Crowd {
    testing::LogCapture log;
    ForkingProfile profile;
    testing::TestHost host{loop.executor(), "heads"};
    std::unique_ptr<Plugin> plugin;
    std::optional<testing::PluginLife<testing::TestHost>> life;

    void begin() {
        host.provide<chain::ChainProfile>(profile).provide<net::PeerPool>(pool);
        plugin = host.create(plexus_plugin_v1);
        life.emplace(loop, host, *plugin);
        life->begin();
    }
    chain::ChainStatus chain_status() {
        return host.published<chain::HeadTracker>().chain_status();
    }
    void all_go_on_to(Hash256 head) {
        for (const auto& peer : peers) pool.leave(peer);
        for (int i = 0; i < 3; ++i) add({head});
    }

    ~Living() {
        if (life) life->end();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plugin, Living)

BOOST_AUTO_TEST_CASE(it_follows_what_its_peers_agree_on_and_says_so_once) {
    begin();
    BOOST_TEST((chain_status().source == chain::HeadSource::assumed));
    std::vector<std::uint64_t> told;
    const net::Subscription subscription = host.published<chain::HeadTracker>().on_change(
        [&](const chain::ChainStatus& now) { told.push_back(now.head.number); });

    for (int i = 0; i < 3; ++i) add({block(100)});
    loop.advance(6s);
    BOOST_TEST((chain_status().source == chain::HeadSource::agreed));
    BOOST_TEST(chain_status().head.number == 100U);

    all_go_on_to(block(120));
    loop.advance(31s);
    BOOST_TEST(chain_status().head.number == 120U);
    BOOST_TEST(log.count("peers agree on a head") == 1U);
    BOOST_TEST(log.count("passed a fork") == 0U);

    all_go_on_to(block(150));
    loop.advance(31s);
    BOOST_TEST(log.count("passed a fork number=150") == 1U);
    const std::vector<std::uint64_t> expected{100, 120, 150};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    BOOST_TEST(host.metrics().value("plexus_heads_agreed_number") == 150);
    BOOST_TEST(host.metrics().value("plexus_heads_agreeing_peers") == 3);
}

BOOST_AUTO_TEST_CASE(a_slow_clock_is_told_once_an_hour) {
    begin();
    const auto now = std::chrono::floor<std::chrono::seconds>(loop.clock().wall());
    const auto tomorrow = static_cast<std::uint64_t>((now + 24h).time_since_epoch().count());
    for (int i = 0; i < 3; ++i) add({block(100, 0, tomorrow)});

    loop.advance(50min);
    BOOST_TEST(log.count("the clock of this machine seems to be slow") == 1U);
    BOOST_TEST((chain_status().source == chain::HeadSource::assumed));

    loop.advance(20min);
    BOOST_TEST(log.count("the clock of this machine seems to be slow") == 2U);
}

BOOST_AUTO_TEST_CASE(an_agreement_outlasts_the_peers_that_made_it) {
    begin();
    for (int i = 0; i < 3; ++i) add({block(100)});
    loop.advance(6s);
    pool.leave(peers.back());
    loop.advance(5min);

    BOOST_TEST(chain_status().head.number == 100U);
    BOOST_TEST(host.metrics().value("plexus_heads_agreeing_peers") == 0);
}

BOOST_AUTO_TEST_CASE(while_a_head_is_held_there_are_no_requests) {
    begin();
    chain::Head own;
    own.number = 7;
    host.published<chain::HeadTracker>().set_local_head(own, 0);
    for (int i = 0; i < 3; ++i) add({block(100)});
    loop.advance(5min);

    BOOST_TEST(requests() == 0U);
    BOOST_TEST(chain_status().head.number == 7U);
}

BOOST_AUTO_TEST_CASE(a_node_that_stops_while_requests_are_open_stops) {
    for (int i = 0; i < 3; ++i) {
        add({block(100)}).on_headers =
            [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
            co_await sleep_for(1h);
            co_return chain::RawItems{};
        };
    }
    begin();
    loop.advance(1s);
    const Duration before = loop.elapsed();
    life->end();
    life.reset();

    BOOST_TEST((loop.elapsed() == before));
}

BOOST_AUTO_TEST_CASE(without_a_pool_there_is_nothing_to_do) {
    host.provide<chain::ChainProfile>(profile);
    plugin = host.create(plexus_plugin_v1);
    life.emplace(loop, host, *plugin);
    life->begin();
    loop.advance(1h);

    BOOST_TEST((chain_status().source == chain::HeadSource::assumed));
}

BOOST_AUTO_TEST_SUITE_END()
