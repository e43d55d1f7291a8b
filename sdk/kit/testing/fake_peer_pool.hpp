#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <api/net/peer_pool.hpp>

namespace plexus::testing {

/// A pool that has the peers it is told to have, and dials none. It notes what it is to keep, trust
/// or ban, and does nothing else about it.
class FakePeerPool : public net::PeerPool {
public:
    std::vector<net::Node> kept{};         ///< static_nodes()
    std::vector<net::Node> trusted{};      ///< trusted_nodes()
    std::vector<net::Ban> banned{};        ///< bans()
    std::vector<net::NodeId> forgotten{};  ///< what forget() was called with

    /// Adds a peer, and tells the observers.
    void join(net::PeerPtr peer) {
        peers_.push_back(peer);
        tell(net::PeerJoined{std::move(peer)});
    }

    /// Removes a peer, and tells the observers.
    void leave(const net::PeerPtr& peer) {
        std::erase(peers_, peer);
        net::PeerLeft left;
        left.peer = peer;
        tell(std::move(left));
    }

    /// Tells the observers.
    void tell(const net::PeerPoolEvent& event) { observers_.tell(event); }

    std::vector<net::PeerPtr> peers() const override { return peers_; }

    net::PoolStats stats() const override {
        net::PoolStats stats;
        stats.connected = peers_.size();
        for (const net::PeerPtr& peer : peers_) stats.peers.push_back(peer->stats());
        return stats;
    }

    net::Subscription on_event(Observer observer) override {
        return observers_.add(std::move(observer));
    }

    Result<void> add_static(net::Node node) override { return add(kept, std::move(node)); }
    Result<void> remove_static(const net::NodeId& id) override { return remove(kept, id); }
    std::vector<net::Node> static_nodes() const override { return kept; }
    Result<void> trust(net::Node node) override { return add(trusted, std::move(node)); }
    Result<void> untrust(const net::NodeId& id) override { return remove(trusted, id); }
    std::vector<net::Node> trusted_nodes() const override { return trusted; }

    Result<void> ban(const net::BanTarget& target, WallTime until) override {
        (void)unban(target);
        net::Ban ban;
        ban.target = target;
        ban.until = until;
        banned.push_back(ban);
        return {};
    }
    Result<void> unban(const net::BanTarget& target) override {
        const auto removed =
            std::erase_if(banned, [&](const net::Ban& ban) { return ban.target == target; });
        return found(removed);
    }
    std::vector<net::Ban> bans() const override { return banned; }

    Result<void> disconnect(const net::NodeId& id, net::Reason reason) override {
        for (const net::PeerPtr& peer : peers_) {
            if (peer->node().id != id) continue;
            peer->disconnect(reason);
            return {};
        }
        return make_error_code(Errc::not_found);
    }
    void forget(const net::NodeId& id) override { forgotten.push_back(id); }

private:
    static Result<void> found(std::size_t count) {
        if (count == 0) return make_error_code(Errc::not_found);
        return {};
    }
    static Result<void> add(std::vector<net::Node>& nodes, net::Node node) {
        if (std::ranges::find(nodes, node.id, &net::Node::id) != nodes.end()) {
            return make_error_code(Errc::already_exists);
        }
        nodes.push_back(std::move(node));
        return {};
    }
    static Result<void> remove(std::vector<net::Node>& nodes, const net::NodeId& id) {
        return found(std::erase_if(nodes, [&](const net::Node& node) { return node.id == id; }));
    }

    std::vector<net::PeerPtr> peers_;
    Observers<const net::PeerPoolEvent&> observers_;
};

}  // namespace plexus::testing
