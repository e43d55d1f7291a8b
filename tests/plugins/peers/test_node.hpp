#pragma once

#include <memory>
#include <optional>
#include <string>

#include <api/net/peer_pool.hpp>
#include <kit/testing/fake_discovery.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_node_store.hpp>
#include <kit/testing/fake_policy.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/network.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include "echo_capability.hpp"

// The plugin under test is the one whose objects are linked in.
extern "C" const PLEXUS_API plexus::PluginDescriptor plexus_plugin_v1;

namespace plexus::peers::test {

/// A node in memory: the peers plugin among fakes.
class TestNode {
public:
    TestNode(testing::Loop& loop, testing::Network& network, std::uint64_t seed,
             const char* address = "127.0.0.1")
        : local(seed, asio::ip::make_address(address)),
          transport(network, local),
          discovery(loop),
          host(loop.executor(), "peers"),
          loop_(loop) {
        host.provide<net::Transport>(transport);
        host.provide<net::LocalNode>(local);
        host.provide<net::ScoringPolicy>(policy);
        host.provide<chain::ChainProfile>(profile);
        host.provide<net::NodeStore>(store);
    }

    ~TestNode() {
        if (life_) stop();
    }
    TestNode(const TestNode&) = delete;
    TestNode& operator=(const TestNode&) = delete;

    TestNode& set(std::string option, std::string value) {
        host.set(std::move(option), std::move(value));
        return *this;
    }

    /// Creates the plugin and lets it run.
    TestNode& start() {
        if (speaks_echo) host.provide<net::Capability>(echo);
        if (discovers) host.provide<net::Discovery>(discovery);
        plugin_ = host.create(plexus_plugin_v1);
        life_.emplace(loop_, host, *plugin_);
        life_->begin();
        return *this;
    }

    void stop() {
        life_->end();
        life_.reset();
    }

    net::PeerPool& pool() { return host.published<net::PeerPool>(); }
    std::size_t peers() { return pool().peers().size(); }
    net::Node node() const { return local.node(); }
    std::string enode() const { return local.node().enode(); }
    bool knows(const TestNode& other) {
        for (const net::PeerPtr& peer : pool().peers()) {
            if (peer->node().id == other.local.id()) return true;
        }
        return false;
    }

    testing::FakeLocalNode local;
    testing::MemoryTransport transport;
    testing::FakeDiscovery discovery;
    testing::FakePolicy policy;
    testing::FakeProfile profile;
    testing::FakeNodeStore store;
    EchoCapability echo;
    bool speaks_echo = true;
    bool discovers = true;
    testing::TestHost host;

private:
    testing::Loop& loop_;
    std::unique_ptr<Plugin> plugin_;
    std::optional<testing::PluginLife<testing::TestHost>> life_;
};

/// What all cases begin with.
struct World {
    testing::LogCapture log;
    testing::Loop loop;
    testing::Network network{loop};
};

}  // namespace plexus::peers::test
