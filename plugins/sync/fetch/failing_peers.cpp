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
        const net::NodeId& id = attempt.peer->node().id;
        if (attempt.error) {
            failing_.insert(id);
        } else {
            failing_.erase(id);
        }
    }
    while (failing_.size() > most) failing_.erase(failing_.begin());
}

}  // namespace plexus::sync
