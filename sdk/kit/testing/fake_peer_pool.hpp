#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <api/net/peer_pool.hpp>

namespace plexus::testing {

/// A pool that has the peers it is told to have, and dials nobody.
class FakePeerPool final : public net::PeerPool {
public:
    std::vector<net::Node> wanted{};  ///< what connect() was asked for

    void join(net::PeerPtr peer) {
        peers_.push_back(peer);
        tell(peer, net::PeerChange::joined);
    }

    void leave(const net::PeerPtr& peer) {
        std::erase(peers_, peer);
        tell(peer, net::PeerChange::left);
    }

    std::vector<net::PeerPtr> peers() const override { return peers_; }

    net::Subscription on_change(Observer observer) override {
        auto kept = std::make_shared<Observer>(std::move(observer));
        observers_.emplace_back(kept);
        return kept;
    }

    Result<void> connect(net::Node node) override {
        wanted.push_back(std::move(node));
        return {};
    }

    net::PoolStats stats() const override {
        net::PoolStats stats;
        stats.connected = peers_.size();
        return stats;
    }

private:
    void tell(const net::PeerPtr& peer, net::PeerChange change) {
        for (const std::weak_ptr<Observer>& observer : observers_) {
            if (const auto live = observer.lock()) (*live)(peer, change);
        }
    }

    std::vector<net::PeerPtr> peers_;
    std::vector<std::weak_ptr<Observer>> observers_;
};

}  // namespace plexus::testing
