#pragma once

#include <functional>
#include <memory>
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
    eth::RemoteStats counted{};
    std::function<awaitable<Items>(chain::HeaderQuery)> on_headers{};
    ByHash on_bodies{};
    ByHash on_receipts{};
    std::size_t header_questions = 0;
    std::size_t body_questions = 0;
    std::size_t receipt_questions = 0;

    std::vector<eth::RawBlock> blocks{};
    std::vector<eth::BlockAnnouncement> announced_blocks{};
    std::vector<eth::RawTransaction> transactions{};
    std::vector<eth::RawTransaction> announced_transactions{};

    std::uint32_t version() const noexcept override { return 68; }
    eth::Status status() const override { return said; }
    std::size_t in_flight() const noexcept override { return busy; }
    eth::RemoteStats stats() const noexcept override { return counted; }

    awaitable<Items> headers(chain::HeaderQuery query) override {
        ++header_questions;
        const Open open(busy);
        co_return co_await on_headers(query);
    }
    awaitable<Items> bodies(std::vector<Hash256> hashes) override {
        ++body_questions;
        const Open open(busy);
        co_return co_await on_bodies(std::move(hashes));
    }
    awaitable<Items> receipts(std::vector<Hash256> hashes) override {
        ++receipt_questions;
        const Open open(busy);
        co_return co_await on_receipts(std::move(hashes));
    }
    awaitable<Result<std::vector<eth::RawTransaction>>> pooled_transactions(
        std::vector<Hash256>) override {
        co_return make_error_code(Errc::unsupported);
    }
    awaitable<Items> node_data(std::vector<Hash256>) override {
        co_return make_error_code(Errc::unsupported);
    }
    Result<void> send_block(const eth::RawBlock& block, const eth::Difficulty&) override {
        blocks.push_back(block);
        return {};
    }
    Result<void> announce_blocks(std::span<const eth::BlockAnnouncement> items) override {
        announced_blocks.insert(announced_blocks.end(), items.begin(), items.end());
        return {};
    }
    Result<void> send_transactions(std::span<const eth::RawTransaction> items) override {
        transactions.insert(transactions.end(), items.begin(), items.end());
        return {};
    }
    Result<void> announce_transactions(std::span<const eth::RawTransaction> items) override {
        announced_transactions.insert(announced_transactions.end(), items.begin(), items.end());
        return {};
    }

private:
    /// Counts a question as long as it is open.
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
