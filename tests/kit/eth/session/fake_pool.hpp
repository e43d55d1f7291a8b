#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <api/eth/remote.hpp>
#include <api/net/peer_pool.hpp>
#include <kit/testing/fake_peer.hpp>

namespace plexus::testing {

/// A peer's eth session that answers what a test tells it to, and notes what it is sent.
class FakeRemote final : public eth::Remote {
public:
    using Items = Result<chain::RawItems>;
    using ByHash = std::function<awaitable<Items>(std::vector<Hash256>)>;

    eth::Status said{};
    std::size_t busy = 0;
    std::set<std::uint64_t> mute{};  ///< messages that it has not
    eth::RemoteStats counted{};
    std::function<awaitable<Items>(chain::HeaderQuery)> on_headers{};
    ByHash on_bodies{};
    ByHash on_receipts{};
    ByHash on_node_data{};
    std::function<awaitable<Result<std::vector<eth::RawTransaction>>>(std::vector<Hash256>)>
        on_transactions{};
    std::size_t header_requests = 0;
    std::size_t body_requests = 0;
    std::size_t receipt_requests = 0;

    std::vector<eth::RawBlock> blocks{};
    eth::BlockGossip last_block{};
    std::vector<eth::BlockAnnouncement> announced_blocks{};
    std::vector<eth::RawTransaction> transactions{};
    std::vector<eth::TransactionAnnouncement> announced_transactions{};
    std::vector<Hash256> known{};  ///< blocks and transactions that it does not lack
    bool gone = false;             ///< whether it refuses gossip

    std::uint32_t version() const noexcept override { return 68; }
    bool speaks(std::uint64_t code) const noexcept override { return !mute.contains(code); }
    eth::Status status() const override { return said; }
    std::size_t in_flight() const noexcept override { return busy; }
    eth::RemoteStats stats() const noexcept override { return counted; }

    awaitable<Items> headers(chain::HeaderQuery query) override {
        ++header_requests;
        const Open open(busy);
        co_return co_await on_headers(query);
    }
    awaitable<Items> bodies(std::vector<Hash256> hashes) override {
        ++body_requests;
        const Open open(busy);
        co_return co_await on_bodies(std::move(hashes));
    }
    awaitable<Items> receipts(std::vector<Hash256> hashes) override {
        ++receipt_requests;
        const Open open(busy);
        co_return co_await on_receipts(std::move(hashes));
    }
    awaitable<Result<std::vector<eth::RawTransaction>>> pooled_transactions(
        std::vector<Hash256> hashes) override {
        const Open open(busy);
        co_return co_await on_transactions(std::move(hashes));
    }
    awaitable<Items> node_data(std::vector<Hash256> hashes) override {
        const Open open(busy);
        co_return co_await on_node_data(std::move(hashes));
    }
    bool lacks_block(const Hash256& hash) const override {
        return std::ranges::find(known, hash) == known.end();
    }
    bool lacks_transaction(const Hash256& hash) const override { return lacks_block(hash); }
    Result<void> send_block(eth::BlockGossip block) override {
        last_block = block;
        return note(blocks, {block->content().block});
    }
    Result<void> announce_blocks(eth::BlockHashGossip items) override {
        return note(announced_blocks, items->content());
    }
    Result<void> send_transactions(eth::TxGossip items) override {
        return note(transactions, items->content());
    }
    Result<void> announce_transactions(eth::TxHashGossip items) override {
        return note(announced_transactions, items->content());
    }

private:
    template <class Item>
    Result<void> note(std::vector<Item>& notes, const std::vector<Item>& items) {
        if (gone) return make_error_code(Errc::peer_gone);
        notes.insert(notes.end(), items.begin(), items.end());
        return {};
    }

    /// Counts a request as long as it is open.
    class Open {
    public:
        explicit Open(std::size_t& count) : count_(count) { ++count_; }
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
        ~Open() { --count_; }

    private:
        std::size_t& count_;
    };
};

/// A pool of the peers that a test puts into it, in that order.
class FakePool final : public net::PeerPool {
public:
    explicit FakePool(Loop& loop) : loop_(loop) {}

    std::shared_ptr<FakePeer> join(const std::shared_ptr<FakeRemote>& remote) {
        net::Node node;
        node.id.bytes[0] = ++joined_;
        auto peer = std::make_shared<FakePeer>(loop_, node);
        peer->offer<eth::Remote>(remote);
        peers_.push_back(peer);
        return peer;
    }
    void leave(const net::PeerPtr& peer) { std::erase(peers_, peer); }

    std::vector<net::PeerPtr> peers() const override { return peers_; }
    net::Subscription on_change(Observer) override { return {}; }
    Result<void> connect(net::Node) override { return {}; }
    net::PoolStats stats() const override { return {}; }

private:
    Loop& loop_;
    std::vector<net::PeerPtr> peers_;
    std::uint8_t joined_ = 0;
};

}  // namespace plexus::testing
