#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <vector>

#include <api/eth/remote.hpp>
#include <kit/testing/fake_peer.hpp>

#include "fake_chain.hpp"

namespace plexus::testing {

// The responses of an honest peer that has a chain up to a height.
/// The response to GetBlockHeaders of an honest peer with the chain up to a height.
chain::RawItems headers_of(const FakeChain& chain, std::uint64_t height,
                           const chain::HeaderQuery& query);
/// The response to GetBlockBodies of an honest peer.
chain::RawItems bodies_of(const FakeChain& chain, const std::vector<Hash256>& hashes);
/// The response to GetReceipts of an honest peer.
chain::RawItems receipts_of(const FakeChain& chain, const std::vector<Hash256>& hashes);

/// A peer's eth session without a network: it serves a chain, counts requests, and notes
/// what it is sent. It can omit, delay, and, by the functions that respond in its place, lie.
///
///     auto remote = std::make_shared<testing::FakeRemote>(chain, 100);
///     remote->omitted.insert(chain.block(7).hash);
///     remote->on_bodies = [&](std::vector<Hash256>) -> awaitable<FakeRemote::Items> { ... };
///
/// @thread     the one thread of the loop
/// @ownership  the chain outlives it
class FakeRemote final : public eth::Remote {
public:
    /// A response of RLP items.
    using Items = Result<chain::RawItems>;
    /// Responds to a request by hashes.
    using ByHash = std::function<awaitable<Items>(std::vector<Hash256>)>;
    /// A response of transactions.
    using Transactions = Result<std::vector<eth::RawTransaction>>;

    /// One that has nothing, and says so.
    FakeRemote() = default;

    /// One that has a chain up to a height, and says so in its Status.
    FakeRemote(const FakeChain& chain, std::uint64_t height) { follow(chain, height); }

    /// From now on it has this chain.
    void follow(const FakeChain& chain, std::uint64_t height);

    // What it says of itself.
    eth::Status said{};                 ///< what status() returns
    std::uint32_t speaks_version = 68;  ///< what version() returns
    std::set<std::uint64_t> mute{};     ///< codes of messages that its version has not
    std::size_t busy = 0;               ///< requests in flight
    net::ProtocolStats counted{};       ///< what stats() returns
    std::weak_ptr<FakePeer> owner{};    ///< the peer that reports go to; see give()

    // How it responds.
    Duration delay{};     ///< before each response
    bool silent = false;  ///< no response before the deadline
    std::size_t most_items = std::numeric_limits<std::size_t>::max();  ///< in one response
    std::set<Hash256> omitted{};                ///< blocks without parts here
    std::vector<eth::RawTransaction> pooled{};  ///< what its pool has

    // What responds in its place, if it is there; delay, silent and most_items then have no effect.
    /// In place of the chain's headers
    std::function<awaitable<Items>(chain::HeaderQuery)> on_headers{};
    ByHash on_bodies{};     ///< in place of the chain's bodies
    ByHash on_receipts{};   ///< in place of the chain's receipts
    ByHash on_node_data{};  ///< without it there are none
    /// In place of `pooled`
    std::function<awaitable<Transactions>(std::vector<Hash256>)> on_transactions{};

    // The requests it got.
    std::vector<chain::HeaderQuery> header_queries{};            ///< in the order of the requests
    std::vector<std::vector<Hash256>> requested_transactions{};  ///< the hashes of each request
    std::size_t header_requests = 0;                             ///< calls of headers()
    std::size_t body_requests = 0;                               ///< calls of bodies()
    std::size_t receipt_requests = 0;                            ///< calls of receipts()

    // What it was sent.
    std::vector<eth::RawBlock> blocks{};  ///< whole ones, in order
    eth::BlockGossip last_block{};        ///< the last whole one, with its total difficulty
    std::vector<eth::BlockAnnouncement> announced_blocks{};              ///< in order
    std::vector<eth::RawTransaction> transactions{};                     ///< whole ones, in order
    std::vector<eth::TransactionAnnouncement> announced_transactions{};  ///< in order
    std::vector<Hash256> known{};  ///< blocks and transactions that it does not lack
    bool gone = false;             ///< whether it refuses gossip

    std::uint32_t version() const noexcept override { return speaks_version; }
    bool speaks(std::uint64_t code) const noexcept override { return !mute.contains(code); }
    eth::Status status() const override { return said; }
    std::size_t in_flight() const noexcept override { return busy; }
    net::ProtocolStats stats() const noexcept override { return counted; }
    void report(net::PeerReport report) override {
        if (const auto peer = owner.lock()) peer->report(std::move(report));
    }

    awaitable<Items> headers(chain::HeaderQuery query) override;
    awaitable<Items> bodies(std::vector<Hash256> hashes) override;
    awaitable<Items> receipts(std::vector<Hash256> hashes) override;
    awaitable<Transactions> pooled_transactions(std::vector<Hash256> hashes) override;
    awaitable<Items> node_data(std::vector<Hash256> hashes) override;

    bool lacks_block(const Hash256& hash) const override;
    bool lacks_transaction(const Hash256& hash) const override { return lacks_block(hash); }
    Result<void> send_block(eth::BlockGossip block) override;
    Result<void> announce_blocks(eth::BlockHashGossip items) override;
    Result<void> send_transactions(eth::TxGossip items) override;
    Result<void> announce_transactions(eth::TxHashGossip items) override;

private:
    awaitable<ErrorCode> take_time() const;
    std::vector<Hash256> without_omitted(std::vector<Hash256> hashes) const;
    Items shortened(chain::RawItems items) const;

    awaitable<Items> headers_for(chain::HeaderQuery query);
    void learn_number(const chain::HeaderQuery& query, const Items& headers);

    const FakeChain* chain_ = nullptr;
    std::uint64_t height_ = 0;
};

/// Gives a peer an eth session.
inline void give(const std::shared_ptr<FakePeer>& peer, const std::shared_ptr<FakeRemote>& remote) {
    remote->owner = peer;
    peer->offer<eth::Remote>(remote);
}

}  // namespace plexus::testing
