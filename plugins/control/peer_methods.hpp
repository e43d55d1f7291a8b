#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/peer_pool.hpp>

#include "params.hpp"

namespace plexus::control {

/// The peers of the node over JSON-RPC, by go-ethereum's names where it has one: admin_peers [],
/// admin_addPeer [node], admin_removePeer [peer], admin_addTrustedPeer [node],
/// admin_removeTrustedPeer [peer], admin_banPeer [target, seconds], admin_unbanPeer [target],
/// admin_bans [], admin_disconnectPeer [peer, reason in words], admin_forgetPeer [peer].
/// @spec go-ethereum node/api.go; reth, admin_banPeer
class PeerMethods {
public:
    /// @param clock  from whose time a ban counts
    PeerMethods(net::PeerPool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

    static std::vector<std::string> methods();

    /// @param method  one of methods()
    /// @errors RpcError
    awaitable<boost::json::value> call(std::string method, boost::json::value params);

private:
    awaitable<void> add(std::string subject);
    awaitable<void> trust(std::string subject);
    void change(const std::string& method, const std::string& subject);
    void remove(const net::NodeId& id);
    void disconnect(OperatorParams params);
    void ban(OperatorParams params);

    net::PeerPool& pool_;
    const Clock& clock_;
};

}  // namespace plexus::control
