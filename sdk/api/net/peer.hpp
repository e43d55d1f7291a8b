#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/capability.hpp>
#include <api/net/peer_stats.hpp>
#include <api/net/transport.hpp>

namespace plexus::inline v1::net {

/// Which side has dialled.
enum class Direction : std::uint8_t { inbound, outbound };

/// A connected peer, as every plugin may use it: a handle that may outlive the connection. After
/// the end its calls do nothing and its protocol handles are gone.
///
/// A protocol handle is an interface that a session of the peer offers to other plugins, found by
/// the type's key: the same for a peer as a service is for a node. `eth::Remote` is one. Only the
/// session of a capability can offer and withdraw its handles, and report on the peer: see
/// ProtocolSession.
///
/// @thread  any
class PLEXUS_API Peer {
public:
    virtual ~Peer();

    /// The node at the other end, with the address of this connection.
    virtual const Node& node() const noexcept = 0;
    /// Whether this node was dialled by the peer, or has dialled it.
    virtual Direction direction() const noexcept = 0;

    /// The client name in the peer's Hello: up to 2 KiB of any bytes, and not to be trusted.
    virtual const std::string& client() const noexcept = 0;

    /// The agreed capabilities, in the order of their offsets: by name, the highest common version
    /// each.
    virtual const std::vector<CapabilityInfo>& shared() const noexcept = 0;

    /// The strand on which the link, the sessions and the handler calls of this peer run.
    virtual Executor strand() const = 0;

    /// Ends the connection with a Disconnect; returns at once. Nothing happens after the end.
    virtual void disconnect(Reason reason) = 0;
    /// Whether the connection has not ended.
    virtual bool connected() const noexcept = 0;
    /// Figures of the connection, as of its last message or ping.
    virtual PeerStats stats() const = 0;

    /// The protocol handle that a session of the peer offers, or null.
    template <class T>
    std::shared_ptr<T> handle() const {
        return std::static_pointer_cast<T>(find_handle(T::key));
    }

    /// Waits until a session offers T, on the peer's strand.
    /// @errors Errc::peer_gone at the end of the connection, Errc::timed_out
    template <class T>
    awaitable<Result<std::shared_ptr<T>>> when(Duration limit) {
        const Result<std::shared_ptr<void>> found = co_await await_handle(T::key, limit);
        if (!found) co_return found.error();
        co_return std::static_pointer_cast<T>(*found);
    }

protected:
    /// Finds the protocol handle of a key; handle() gives it its type.
    /// @returns null without one
    virtual std::shared_ptr<void> find_handle(const ServiceKey& key) const = 0;
    /// Waits for the protocol handle of a key; when() gives it its type.
    /// @errors Errc::peer_gone at the end of the connection, Errc::timed_out
    virtual awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key,
                                                                  Duration limit) = 0;

public:
    /// All capabilities of the peer's Hello, ascending: up to its limit, and not to be trusted.
    virtual const std::vector<HelloCapability>& advertised() const noexcept = 0;

    /// This node's end of the connection; unspecified if there is no socket.
    virtual asio::ip::tcp::endpoint local() const noexcept = 0;
};

}  // namespace plexus::inline v1::net
