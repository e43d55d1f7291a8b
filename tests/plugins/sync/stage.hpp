#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kit/testing/plugin_life.hpp>

#include "real_chain.hpp"

namespace plexus::testing {

/// A chain in memory that grows only by blocks that continue it.
class FakeStore final : public chain::ChainReader, public chain::ChainWriter {
public:
    std::vector<chain::StoredBlock> blocks{};
    Hash256 genesis{};
    bool broken = false;

    chain::Head head() const override;
    awaitable<Result<chain::Head>> append(std::vector<chain::StoredBlock> more) override;

    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery, chain::Budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256>, chain::Budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256>, chain::Budget) override;
};

/// The sync plugin among fake peers, with a store.
class SyncStage {
public:
    SyncStage();
    ~SyncStage();

    Loop loop;
    FakeHost host{loop, "sync"};
    FakePool pool{loop};
    FakeStore store;

    /// Where the chain begins: `number` blocks are already stored.
    void stored_up_to(std::uint64_t number);

    /// A peer like the others; what it answers can be spoilt afterwards.
    FakeRemote& join(std::uint64_t height);
    FakeRemote& join(const RealChain& chain, std::uint64_t height);
    FakePeer& peer(std::size_t index) { return *peers_.at(index); }

    /// Lets the plugin live until it asks the node to stop.
    /// @returns the exit code it asked for; none if it did not within `limit`
    std::optional<int> run(Duration limit = std::chrono::hours{1});

    /// The steps of run(), for tests that do something in between.
    void begin();
    void end();

    std::optional<int> exit_code() { return host.fake_runtime().stop_requested(); }

    /// Whether exactly blocks 1 to `number` of the main chain are stored, receipts and all.
    bool has_stored(std::uint64_t number) const;

private:
    std::vector<std::shared_ptr<FakeRemote>> remotes_;
    std::vector<std::shared_ptr<FakePeer>> peers_;
    std::unique_ptr<Plugin> plugin_;
    std::unique_ptr<PluginLife> life_;
};

bool has_event(const FakePeer& peer, net::PeerEvent event);

}  // namespace plexus::testing
