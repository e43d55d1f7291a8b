#include "peer_feed.hpp"

#include <sstream>

#include <api/net/peer.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::rpc_server {
namespace {

json::object event_of(const char* type, const net::Peer& peer) {
    std::ostringstream local;
    std::ostringstream remote;
    local << peer.local();
    remote << peer.node().endpoint().tcp();
    return {{"type", type},
            {"peer", to_hex(crypto::keccak256(peer.node().id))},
            {"local", local.str()},
            {"remote", remote.str()}};
}

}  // namespace

awaitable<void> PeerFeed::tell(net::PeerPoolEvent event) {
    if (const auto* joined = std::get_if<net::PeerJoined>(&event)) {
        hub_.tell(Feed::peers, event_of("add", *joined->peer));
    } else if (const auto* left = std::get_if<net::PeerLeft>(&event)) {
        json::object object = event_of("drop", *left->peer);
        object["error"] = net::to_string(left->reason);
        hub_.tell(Feed::peers, std::move(object));
    }
    co_return;
}

}  // namespace plexus::rpc_server
