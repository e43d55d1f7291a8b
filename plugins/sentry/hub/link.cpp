#include "link.hpp"

#include <algorithm>

namespace plexus::sentry {

bool Link::ready() const {
    const std::scoped_lock lock(mutex_);
    return ready_;
}

void Link::set_ready(bool ready) {
    const std::scoped_lock lock(mutex_);
    ready_ = ready;
}

void Link::set_events(grpc::ClientContext* events) {
    const std::scoped_lock lock(mutex_);
    events_ = events;
}

void Link::give_up() {
    const std::scoped_lock lock(mutex_);
    ready_ = false;
    if (events_ != nullptr) events_->TryCancel();
}

void Link::add(const net::NodeId& id, proto::PeerInfo info) {
    const std::scoped_lock lock(mutex_);
    peers_[id].info = std::move(info);
}

void Link::remove(const net::NodeId& id) {
    const std::scoped_lock lock(mutex_);
    peers_.erase(id);
}

void Link::set_latest(const net::NodeId& id, std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    const auto known = peers_.find(id);
    if (known != peers_.end()) known->second.latest = std::max(known->second.latest, number);
}

bool Link::has(const net::NodeId& id) const {
    const std::scoped_lock lock(mutex_);
    return peers_.contains(id);
}

bool Link::reaches(std::uint64_t number) const {
    const std::scoped_lock lock(mutex_);
    return std::ranges::any_of(peers_,
                               [number](const auto& peer) { return peer.second.latest >= number; });
}

std::size_t Link::size() const {
    const std::scoped_lock lock(mutex_);
    return peers_.size();
}

std::map<net::NodeId, Link::Peer> Link::peers() const {
    const std::scoped_lock lock(mutex_);
    return peers_;
}

}  // namespace plexus::sentry
