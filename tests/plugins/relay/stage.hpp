#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/chain/chain_reader.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/transaction_fetcher.hpp>
#include <api/eth/transaction_source.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include "things.hpp"

namespace plexus::testing {

/// Refuses the headers that a test names.
class FakeRules final : public chain::HeaderRules {
public:
    std::vector<Bytes> forbidden{};

    bool seals = true;

    Result<void> check(BytesView header) const override;
    bool checks_seals() const noexcept override { return seals; }
};

/// Fetches nothing: tests hand the relay what was fetched.
class FakeFetcher final : public eth::TransactionFetcher {
public:
    std::size_t awaited() const noexcept override { return 0; }
};

/// The relay plugin among fake peers that have the main chain.
class RelayStage {
public:
    RelayStage();
    ~RelayStage();

    struct JoinedPeer {
        std::shared_ptr<FakePeer> peer;
        std::shared_ptr<FakeRemote> remote;
    };

    Loop loop;
    LogCapture log;
    TestHost host{loop.executor(), "relay"};
    FakeEthPool pool{loop};
    FakeProfile profile;
    FakeHeads heads;
    FakeRules rules;
    FakeFetcher fetcher;
    std::vector<JoinedPeer> pending;

    void begin();
    void end();

    /// A peer that has the chain up to there, and says so in its Status.
    JoinedPeer& join(std::uint64_t height);
    JoinedPeer& join(std::shared_ptr<FakeRemote> remote);
    void join_many(std::size_t count, std::uint64_t height);
    void leave(JoinedPeer& connection) { pool.leave(connection.peer); }

    /// Enough peers agree on that block.
    void agree_on(std::uint64_t number);

    /// Three peers, and the chain up to there is kept and told.
    void stand_at(std::uint64_t number);

    eth::ValidationResult send(JoinedPeer& from, const eth::RawBlock& block);
    eth::ValidationResult send(JoinedPeer& from, std::uint64_t number);
    eth::ValidationResult announce(JoinedPeer& from,
                                   const std::vector<eth::BlockAnnouncement>& blocks);
    eth::ValidationResult send(JoinedPeer& from,
                               const std::vector<eth::RawTransaction>& transactions);

    eth::RawBlock with_total(eth::RawBlock block, const Uint256& total) const;

    const chain::ChainStatus& told() const { return heads.now; }
    bool tells(const Hash256& hash) const {
        return told().source == chain::HeadSource::local && told().head.hash == hash;
    }
    bool serves(const Hash256& hash);
    chain::RawItems headers(chain::HeaderQuery query);
    chain::RawItems bodies(std::vector<Hash256> hashes);
    std::vector<eth::RawTransaction> pooled(const std::vector<Hash256>& hashes);

    /// How many peers were sent the block, or told its hash.
    std::size_t sent_to(const Hash256& hash) const;
    std::size_t announced_to(const Hash256& hash) const;

    /// Clears what the peers were sent so far.
    void forget_what_was_sent();
    double metric(const std::string& name) { return host.metrics().value("plexus_relay_" + name); }

private:
    eth::Origin origin(const JoinedPeer& from) const;

    std::unique_ptr<Plugin> plugin_;
    std::unique_ptr<PluginLife<TestHost>> life_;
};

bool has_event(const FakePeer& peer, net::PeerEvent event);
eth::BlockAnnouncement announcement_of(const eth::RawBlock& block);

}  // namespace plexus::testing
