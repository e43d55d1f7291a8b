#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include "real_chain.hpp"

namespace plexus::testing {

/// The sync plugin among fake peers, with a store.
class SyncStage {
public:
    SyncStage();
    ~SyncStage();

    Loop loop;
    TestHost host{loop.executor(), "sync"};
    FakeEthPool pool{loop};
    FakeStore store;  ///< has the main chain's genesis block
    chain::ChainReader* reader = &store;

    /// Where the chain begins: `number` blocks are already stored.
    void stored_up_to(std::uint64_t number);

    /// A peer like the others; its responses can be spoilt afterwards.
    FakeRemote& join(std::uint64_t height);
    FakeRemote& join(const FakeChain& chain, std::uint64_t height);
    FakePeer& peer(std::size_t index) { return *peers_.at(index); }
    FakeRemote& remote(std::size_t index) { return *remotes_.at(index); }
    std::vector<FakeRemote*> remotes();

    /// Lets the plugin live until it requests the node to stop.
    /// @returns the exit code it requested; none if it did not within `limit`
    std::optional<int> run(Duration limit = std::chrono::hours{1});

    /// The steps of run(), for tests that do something in between.
    void begin();
    void end();

    std::optional<int> exit_code() { return host.stop_requested(); }

    /// Whether exactly blocks 1 to `number` of the main chain are stored, receipts and all.
    bool has_stored(std::uint64_t number) const;

private:
    std::vector<std::shared_ptr<FakeRemote>> remotes_;
    std::vector<std::shared_ptr<FakePeer>> peers_;
    std::unique_ptr<Plugin> plugin_;
    std::unique_ptr<PluginLife<TestHost>> life_;
};

bool has_event(const FakePeer& peer, net::PeerEvent event);

}  // namespace plexus::testing
