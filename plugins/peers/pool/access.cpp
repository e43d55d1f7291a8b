#include <algorithm>
#include <boost/asio/post.hpp>

#include "pool.hpp"

// Changes of static, trusted and banned nodes while the node runs: the lists change at once, on any
// thread; peers and dials that are affected are handled later, on the pool's strand.

namespace plexus::peers {
namespace {

bool concerns(const net::BanTarget& target, const net::Node& node) {
    const auto* prefix = std::get_if<net::Prefix>(&target);
    if (prefix == nullptr) return std::get<net::NodeId>(target) == node.id;
    return std::ranges::any_of(node.endpoints(), [prefix](const net::Endpoint& endpoint) {
        return prefix->contains(endpoint.address);
    });
}

}  // namespace

void Pool::reconsider() {
    asio::post(strand_, [self = shared_from_this()] { self->changed_.notify(); });
}

Result<void> Pool::add_static(net::Node node) {
    const Result<void> added = access_->add_static(std::move(node));
    if (added) reconsider();
    return added;
}

Result<void> Pool::remove_static(const net::NodeId& id) { return access_->remove_static(id); }

Result<void> Pool::trust(net::Node node) { return access_->trust(std::move(node)); }

Result<void> Pool::untrust(const net::NodeId& id) { return access_->untrust(id); }

Result<void> Pool::ban(const net::BanTarget& target, WallTime until) {
    net::Ban ban;
    ban.target = target;
    ban.until = until;
    const Result<void> banned = access_->ban(ban);
    if (!banned) return banned;
    asio::post(strand_, [self = shared_from_this(), ban] { self->send_away(ban); });
    return banned;
}

void Pool::send_away(const net::Ban& ban) {
    for (const auto& [id, peer] : table_) {
        if (concerns(ban.target, peer->node()) && access_->banned(peer->node())) {
            peer->disconnect(net::Reason::useless_peer);
        }
    }
    PLEXUS_LOG(log_, info) << "banned" << kv("target", net::to_string(ban.target));
    tell(net::PeerBanned{ban});
    bans_changed_.notify();
}

Result<void> Pool::unban(const net::BanTarget& target) {
    const Result<void> freed = access_->unban(target);
    if (freed) {
        asio::post(strand_, [self = shared_from_this()] {
            self->bans_changed_.notify();
            self->changed_.notify();
        });
    }
    return freed;
}

Result<void> Pool::disconnect(const net::NodeId& id, net::Reason reason) {
    const std::shared_ptr<const Connections> present = connections();
    for (const auto& peer : *present) {
        if (peer->id() != id) continue;
        peer->disconnect(reason);
        return {};
    }
    return make_error_code(Errc::not_found);
}

void Pool::forget(const net::NodeId& id) {
    asio::post(strand_, [self = shared_from_this(), id] {
        if (self->peer_table_.closed()) return;
        self->scores_.forget(id);
        const auto peer = self->table_.find(id);
        if (peer != self->table_.end()) self->rate(peer->second);
        if (self->forget_elsewhere_) self->forget_elsewhere_(id);
        self->changed_.notify();
    });
}

}  // namespace plexus::peers
