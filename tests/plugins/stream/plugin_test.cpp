#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/eth/finality_votes.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/eth/fake_transactions.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include "things.hpp"

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

using namespace plexus;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(stream_plugin)

namespace {

/// The plugin with a file as its sink.
struct Stage {
    Stage() {
        profile.network = 56;
        host.provide<net::PeerPool>(pool).provide<chain::ChainProfile>(profile);
        host.provide<net::LocalNode>(local);
        host.set("sinks", "file").set("file", file.string()).set("node-name", "tester");
    }

    void begin() {
        plugin = host.create(plexus_plugin_v1);
        life.emplace(loop, host, *plugin);
        life->begin();
    }
    /// What was written until the node stopped.
    std::string end() {
        life->end();
        return content(file);
    }

    eth::Origin origin() const {
        eth::Origin result;
        result.peer = from;
        result.wall_time = WallTime(std::chrono::microseconds(1'795'723'588'049'123));
        return result;
    }

    LogCapture log;
    Folder folder;
    std::filesystem::path file = folder.path / "lines";
    Loop loop;
    TestHost host{loop.executor(), "stream"};
    FakeEthPool pool{loop};
    FakeProfile profile;
    FakeLocalNode local{1};
    std::unique_ptr<Plugin> plugin;
    std::optional<PluginLife<TestHost>> life;
    std::shared_ptr<FakePeer> from = peer(loop);
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

/// What a peer may send as well: lists without anything in them.
awaitable<void> send_empty_messages(Stage& stage) {
    const eth::Origin origin = stage.origin();
    co_await stage.host.published<eth::BlockHandler>().on_block_hashes(origin, {});
    co_await stage.host.published<eth::TxHandler>().on_transactions(origin, {});
    co_await stage.host.published<eth::TxHandler>().on_announcement(origin, {});
    stage.host.published<eth::FinalityVoteObserver>().on_finality_votes(origin, {});
}

awaitable<void> send_everything(Stage& stage) {
    const eth::Origin origin = stage.origin();
    FakeChain chain;
    chain.extend(3);
    const eth::RawBlock block = chain.raw_block(3);
    co_await stage.host.published<eth::BlockHandler>().on_block(origin, block);
    const std::vector<eth::BlockAnnouncement> hashes{{block.hash, 3}, {block.parent, 2}};
    co_await stage.host.published<eth::BlockHandler>().on_block_hashes(origin, hashes);
    const std::vector<eth::RawTransaction> transactions{fake_raw_transaction()};
    co_await stage.host.published<eth::TxHandler>().on_transactions(origin, transactions);
    std::vector<eth::TransactionAnnouncement> announced(2);
    announced[1].hash = hash(1);
    announced[1].type = 2;
    announced[1].size = 300;
    co_await stage.host.published<eth::TxHandler>().on_announcement(origin, announced);
    std::vector<eth::FinalityVote> votes(1);
    votes[0].target_number = 77;
    stage.host.published<eth::FinalityVoteObserver>().on_finality_votes(origin, votes);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_comes_out_as_lines) {
    Stage stage;
    stage.begin();
    stage.pool.FakePeerPool::join(stage.from);
    stage.loop.run(send_everything(stage));
    stage.pool.FakePeerPool::leave(stage.from);
    const std::string lines = stage.end();

    BOOST_TEST(count(lines, "{\"kind\":\"block\",\"at\":\"2026-11-26T20:06:28.049123Z\"") == 1);
    BOOST_TEST(count(lines, "{\"kind\":\"block_hash\"") == 2);
    BOOST_TEST(count(lines, "{\"kind\":\"tx\"") == 1);
    BOOST_TEST(count(lines, "{\"kind\":\"tx_announce\"") == 2);
    BOOST_TEST(count(lines, "{\"kind\":\"vote\"") == 1);
    BOOST_TEST(count(lines, "{\"kind\":\"peer_joined\"") == 1);
    BOOST_TEST(count(lines, "{\"kind\":\"peer_left\"") == 1);
    BOOST_TEST(count(lines, "\"reason\":\"disconnect requested (by us)\"") == 1);
    BOOST_TEST(count(lines, "\n") == 9);
    BOOST_TEST(count(lines, "\"node_name\":\"tester\"") == 9);
    BOOST_TEST(count(lines, "\"raw\":\"0x") == 2);
    BOOST_TEST(stage.host.metrics().value("plexus_stream_sightings_total",
                                          {{"kind", "tx_announce"}}) == 2);
}

BOOST_AUTO_TEST_CASE(what_is_not_wanted_is_left_out) {
    Stage stage;
    stage.host.set("kinds", "block,peers").set("bodies", "none");
    stage.begin();
    stage.pool.FakePeerPool::join(stage.from);
    stage.loop.run(send_everything(stage));
    const std::string lines = stage.end();

    BOOST_TEST(count(lines, "\n") == 3);
    BOOST_TEST(count(lines, "{\"kind\":\"block\"") == 1);
    BOOST_TEST(count(lines, "\"raw\"") == 0);
}

BOOST_AUTO_TEST_CASE(empty_messages_are_no_sightings) {
    Stage stage;
    stage.begin();
    stage.loop.run(send_empty_messages(stage));
    BOOST_TEST(stage.end() == "");
}

BOOST_AUTO_TEST_CASE(a_peer_that_comes_again_is_described_anew) {
    Stage stage;
    stage.begin();
    stage.pool.FakePeerPool::join(stage.from);
    stage.pool.FakePeerPool::leave(stage.from);
    stage.loop.run(send_everything(stage));  // late: it has left
    stage.from->name = "reth";
    stage.pool.FakePeerPool::join(stage.from);
    const std::string lines = stage.end();

    const std::size_t joined = lines.rfind("{\"kind\":\"peer_joined\"");
    BOOST_REQUIRE(joined != std::string::npos);
    BOOST_TEST(lines.substr(joined).find("\"client\":\"reth\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(peers_that_are_there_leave_when_the_node_stops) {
    Stage stage;
    stage.begin();
    stage.pool.FakePeerPool::join(stage.from);
    const std::string lines = stage.end();

    BOOST_TEST(count(lines, "{\"kind\":\"peer_joined\"") == 1);
    BOOST_TEST(count(lines, "\"reason\":\"client quitting (by us)\"") == 1);
}

BOOST_AUTO_TEST_CASE(a_sink_that_is_named_twice_is_refused) {
    Stage stage;
    stage.host.set("sinks", "file,file");
    BOOST_CHECK_EXCEPTION(stage.begin(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()) == "stream.sinks names file twice: once is enough";
    });
}

BOOST_AUTO_TEST_CASE(a_stream_without_a_sink_and_a_name_that_cannot_be_are_refused) {
    const auto refusal = [](Stage& stage) {
        try {
            stage.begin();
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    Stage none;
    none.host.set("sinks", "");
    BOOST_TEST(refusal(none) == "stream.sinks is empty: name one");
    Stage dotted;
    dotted.host.set("sinks", "nats").set("nats-stream", "a.b");
    BOOST_TEST(refusal(dotted) == "stream.nats-stream is 'a.b': give letters, digits, - and _");
}

BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_for_a_socket_is_refused_before_anything_is_opened) {
    Stage stage;
    const std::string path(108, 'x');
    stage.host.set("sinks", "file,socket").set("socket", path);
    BOOST_CHECK_EXCEPTION(
        stage.host.create(plexus_plugin_v1), ConfigError, [&](const ConfigError& error) {
            return std::string(error.what()) ==
                   "cannot listen at " + path +
                       ": a socket's path has at most 107 bytes; choose a shorter "
                       "--stream.socket, or another of --stream.sinks";
        });
    BOOST_TEST(!std::filesystem::exists(stage.file));
}

BOOST_AUTO_TEST_SUITE_END()
