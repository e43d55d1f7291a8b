#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <api/core/observers.hpp>
#include <api/net/ban.hpp>
#include <api/net/peer.hpp>
#include <api/net/peer_pool_event.hpp>
#include <api/net/peer_stats.hpp>

namespace plexus::inline v1::net {

/// The pool, as it stood when it was read.
struct PoolStats {
    std::size_t connected = 0;       ///< peers in all
    std::size_t inbound = 0;         ///< of these, peers that have dialled us
    std::size_t pending = 0;         ///< being dialled, or in their handshake
    std::vector<PeerStats> peers{};  ///< one for each connected peer, best score first
};

using v1::Subscription;

/// Holds the connected peers, and decides which nodes may become peers.
///
/// A change holds at once for later connections, and as soon as the pool gets to it for peers that
/// are connected or being dialled. No change outlives the node.
///
/// @thread  any; observers are called on the strand of the peer that joined, left or was refused,
///          and on the pool's for the rest. The events of one peer come in order.
class PLEXUS_API PeerPool {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.peer-pool", 1, Cardinality::one};
    /// It must not block; an exception is logged.
    using Observer = std::function<void(const PeerPoolEvent&)>;

    virtual ~PeerPool();

    /// The peers that have exchanged Hello, as a snapshot. Best score first.
    virtual std::vector<PeerPtr> peers() const = 0;
    /// All figures of the pool at one moment.
    virtual PoolStats stats() const = 0;
    /// Calls the observer for each event from now on, until the subscription is destroyed.
    virtual Subscription on_event(Observer observer) = 0;

    /// Keeps a connection to this node from now on. Static nodes are exempt from limits and bans.
    /// @errors Errc::already_exists, Errc::refused (it is this node itself, or it cannot be
    ///         dialled), Errc::limit_exceeded
    virtual Result<void> add_static(Node node) = 0;

    /// Stops redialling the node. A connection stays until it ends for another reason.
    /// @errors Errc::not_found
    virtual Result<void> remove_static(const NodeId& id) = 0;
    /// The nodes that the pool stays connected to.
    virtual std::vector<Node> static_nodes() const = 0;

    /// Accepts this node whenever it connects, exempt from limits and bans.
    /// @errors Errc::already_exists, Errc::refused (it is this node itself), Errc::limit_exceeded
    virtual Result<void> trust(Node node) = 0;

    /// @errors Errc::not_found
    virtual Result<void> untrust(const NodeId& id) = 0;
    /// The nodes that are exempt from limits and bans.
    virtual std::vector<Node> trusted_nodes() const = 0;

    /// Bans a node, or all nodes in a prefix of addresses, until `until`: connected ones are
    /// disconnected; others are not dialled, and refused, before the handshake if the address is
    /// banned. A ban of the same target is replaced.
    /// @errors Errc::refused for a static or trusted node: they are exempt, Errc::limit_exceeded,
    ///         Errc::invalid_data if `until` has passed
    virtual Result<void> ban(const BanTarget& target, WallTime until) = 0;

    /// @errors Errc::not_found
    virtual Result<void> unban(const BanTarget& target) = 0;

    /// The bans that hold.
    virtual std::vector<Ban> bans() const = 0;

    /// @errors Errc::not_found if it is not connected
    virtual Result<void> disconnect(const NodeId& id, Reason reason) = 0;

    /// Forgets what is remembered of a node: its score, its failed dials, its entry in the
    /// NodeStore. A connection, a ban and its place among static and trusted nodes stay.
    virtual void forget(const NodeId& id) = 0;
};

}  // namespace plexus::inline v1::net
