#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/core/result.hpp>
#include <api/net/ban.hpp>
#include <api/net/node.hpp>

namespace plexus::peers {

/// Whether a node has an address and a port to which a connection can be made.
bool can_be_dialled(const net::Node& node);

/// The nodes that are static, trusted or banned: used by dialling, accepting and the peer table
/// alike. All lists are bounded.
///
/// @thread  any
class AccessLists {
public:
    /// @param clock  tells when a ban ends
    AccessLists(const net::NodeId& self, const Clock& clock) : self_(self), clock_(clock) {}

    // As in net::PeerPool.

    /// @param host  its name, whose addresses set_addresses() tells; empty: the node has its own
    Result<void> add_static(net::Node node, std::string host = {});
    Result<void> remove_static(const net::NodeId& id);
    std::vector<net::Node> static_nodes() const;
    /// @param host  as above
    Result<void> trust(net::Node node, std::string host = {});
    Result<void> untrust(const net::NodeId& id);
    std::vector<net::Node> trusted_nodes() const;
    Result<void> unban(const net::BanTarget& target);
    std::vector<net::Ban> bans() const;

    /// A ban by the policy never shortens one by the user; if there are too many by the policy,
    /// the one that ends first makes room.
    /// @errors as net::PeerPool::ban(); Errc::already_exists for the policy where the user's stands
    Result<void> ban(const net::Ban& ban);

    /// The host name of a static or trusted node; empty: it has none.
    std::string host_of(const net::NodeId& id) const;

    /// Sets the addresses of a static or trusted node with a host name.
    void set_addresses(const net::Node& resolved);

    bool is_static(const net::NodeId& id) const;
    bool is_trusted(const net::NodeId& id) const;

    /// Whether no limit and no ban holds for a node, because it is static or trusted.
    bool exempts(const net::NodeId& id) const;

    /// Whether a static or trusted node is at an address.
    bool exempts(const asio::ip::address& address) const;

    /// Whether this node must stay away wherever it is.
    bool banned(const net::NodeId& id) const;

    /// Whether a connection from this address must be refused. Before the handshake only the
    /// address is known, so addresses of static and trusted nodes are accepted.
    bool banned(const asio::ip::address& address) const;

    /// Whether this node must stay away, for its id or its address.
    bool banned(const net::Node& node) const;

    /// Frees the room of bans that have ended.
    void forget_ended_bans();

private:
    using Nodes = std::map<net::NodeId, net::Node>;

    struct Entry {
        WallTime until{};
        net::BannedBy by = net::BannedBy::user;
    };

    // The caller holds the lock.
    Result<void> add(Nodes& nodes, net::Node node, std::string host);
    void forget_host(const net::NodeId& id);
    bool is_exempt(const net::NodeId& id) const;
    bool is_exempt(const asio::ip::address& address) const;
    bool is_in_banned_prefix(const asio::ip::address& address) const;
    bool holds(const Entry& entry) const { return clock_.wall() < entry.until; }
    std::size_t count(net::BannedBy by) const;
    void make_room_for_policy();

    const net::NodeId self_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    Nodes static_;
    Nodes trusted_;
    std::map<net::NodeId, std::string> hosts_;  ///< of static and trusted nodes that have names
    std::map<net::BanTarget, Entry> bans_;
};

}  // namespace plexus::peers
