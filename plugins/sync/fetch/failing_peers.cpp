#include "failing_peers.hpp"

#include <utility>

namespace plexus::sync {

eth::Client spare(const eth::Client& client, std::set<net::NodeId> spared) {
    return client.among([spared = std::move(spared)](const net::Peer& peer) {
        return !spared.contains(peer.node().id);
    });
}

eth::Client FailingPeers::spare(const eth::Client& client) const {
    return sync::spare(client, failing_);
}

void FailingPeers::note(const std::vector<eth::Attempt>& attempts) {
    for (const eth::Attempt& attempt : attempts) {
        note(*attempt.peer, static_cast<bool>(attempt.error));
    }
}

void FailingPeers::note(const net::Peer& peer, bool failed) {
    const net::NodeId& id = peer.node().id;
    if (failed) {
        failing_.insert(id);
    } else {
        failing_.erase(id);
    }
    if (failing_.size() > most) failing_.erase(failing_.begin());
}

}  // namespace plexus::sync
