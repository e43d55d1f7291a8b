#include <boost/test/unit_test.hpp>

#include <set>

#include <api/async/await_on.hpp>
#include <api/net/capability.hpp>
#include <api/plugin/metadata.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include "version.hpp"

// Compiled once for each version plugin, beside the table that its specification gives: version.hpp
// is that version's.

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace {

/// The plugin as the kernel would load it, with one peer.
struct Loaded {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "eth"};
    testing::FakeProfile profile;
    testing::FakeHeads heads;
    testing::FakeEthPool pool{loop};
    std::unique_ptr<Plugin> plugin;

    Loaded() {
        host.provide<chain::ChainProfile>(profile)
            .provide<chain::HeadTracker>(heads)
            .provide<net::PeerPool>(pool);
        plugin = host.create(plexus_plugin_v1);
    }

    net::Capability& capability() { return host.published<net::Capability>(); }

    Bytes status() const {
        eth::Status status;
        status.version = version::number;
        status.network_id = profile.network;
        status.genesis = profile.first.hash;
        status.fork_id = profile.fork;
        status.head.bytes.fill(0x77);
        return version::status.encode(status);
    }

    /// Whether a message with this code, and nothing sensible inside, breaches the protocol.
    bool refuses(std::uint64_t code) {
        const auto peer = std::make_shared<testing::FakePeer>(loop, net::Node{});
        testing::LinkPair wire = testing::connect(loop);
        testing::FakePipe ours(std::move(wire.ours));
        testing::FakePipe theirs(std::move(wire.theirs));
        BOOST_TEST_REQUIRE(post(theirs, 0, status()));
        BOOST_TEST_REQUIRE(post(theirs, code, Bytes{0x01}));
        auto session = capability().serve(peer->session(capability().info()), ours);
        const net::Reason reason = loop.run(await_on(peer->strand(), std::move(session)));
        loop.settle();
        return reason == net::Reason::protocol_breach;
    }

    /// What the plugin says to a peer before it has heard anything.
    net::Message first_message() {
        const auto peer = std::make_shared<testing::FakePeer>(loop, net::Node{});
        testing::LinkPair wire = testing::connect(loop);
        testing::FakePipe ours(std::move(wire.ours));
        testing::FakePipe theirs(std::move(wire.theirs));
        BOOST_TEST_REQUIRE(post(theirs, 1, Bytes{0x01}));  // ends the session at once
        auto session = capability().serve(peer->session(capability().info()), ours);
        (void)loop.run(await_on(peer->strand(), std::move(session)));
        return loop.run(theirs.receive()).value();
    }

    static bool post(net::Pipe& pipe, std::uint64_t code, Bytes payload) {
        return pipe.post(net::make_message(code, std::move(payload)), net::Priority::control)
            .has_value();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(version)

BOOST_FIXTURE_TEST_CASE(it_announces_what_the_specification_names, Loaded) {
    const net::CapabilityInfo info = capability().info();

    BOOST_TEST(info.name == "eth");
    BOOST_TEST(info.version == version::number);
    BOOST_TEST(info.length == version::length);
    // Up to eth/69 one block's receipts are not cut.
    const std::size_t longest = version::number < 70 ? (1U << 24U) - 1 : 10U << 20U;
    BOOST_TEST(info.max_message == longest);
    BOOST_TEST(info.base.empty());
}

BOOST_FIXTURE_TEST_CASE(it_has_the_messages_of_the_specification_and_no_others, Loaded) {
    std::set<std::uint64_t> known;
    for (std::uint64_t code = 1; code < 40; ++code) {
        if (!refuses(code)) known.insert(code);
    }

    BOOST_TEST(known == version::codes, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(its_status_has_the_layout_of_the_specification, Loaded) {
    chain::Head head;
    head.number = 9;
    head.hash.bytes.fill(0x99);
    heads.set_local_head(head, 4);

    const Result<eth::Status> told = version::status.decode(first_message().payload);

    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->version == version::number);
    BOOST_TEST((told->head == head.hash));
}

BOOST_FIXTURE_TEST_CASE(status_belongs_to_the_handshake_alone, Loaded) { BOOST_TEST(refuses(0)); }

BOOST_AUTO_TEST_CASE(its_descriptor_names_it_after_its_version) {
    const std::string_view text(plexus_plugin_v1.metadata, plexus_plugin_v1.metadata_size);
    BOOST_TEST(read_metadata("the plugin", text).name == "eth" + std::to_string(version::number));
}

BOOST_AUTO_TEST_SUITE_END()
