#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/message.hpp>
#include <api/net/node.hpp>
#include <api/net/reason.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// A capability as a Hello names it.
struct HelloCapability {
    std::string name;           ///< "eth"
    std::uint32_t version = 0;  ///< 68

    friend auto operator<=>(const HelloCapability&, const HelloCapability&) = default;
};

/// The first message on a link, in both directions.
/// @spec RLPx, "Hello (0x00)"
struct Hello {
    std::uint64_t p2p_version = 5;  ///< protocolVersion, p2pVersion in clients: Snappy from 5 on
    std::string client{};  ///< clientId: "Geth/v1.13.15-stable/linux-amd64/go1.21.6"; anything in a
                           ///< remote's
    std::vector<HelloCapability>
        capabilities{};             ///< cap1, cap2, ...: all versions that the node has
    std::uint64_t listen_port = 0;  ///< listenPort, TCP; 0 for none
    NodeId id{};                    ///< nodeId, nodeKey in clients: the key of the RLPx handshake
};

/// Largest payload that the link accepts for a wire code, or nothing if no such code is in use;
/// called before anything is decompressed.
using SizeLimit = std::function<std::optional<std::size_t>(std::uint64_t wire_code)>;

/// Wire codes below this belong to the link itself: Hello, Disconnect, Ping, Pong.
inline constexpr std::uint64_t first_capability_code = 16;

/// Figures of one connection.
struct LinkStats {
    std::uint64_t bytes_in = 0;                 ///< on the wire
    std::uint64_t bytes_out = 0;                ///< on the wire
    std::uint64_t messages_in = 0;              ///< of capabilities, received
    std::uint64_t messages_out = 0;             ///< of capabilities, sent
    std::chrono::milliseconds latency{0};       ///< of the last ping; 0 until the first pong
    std::chrono::milliseconds mean_latency{0};  ///< of pings, smoothed; 0 until the first pong
};

/// An authenticated, framed, compressed connection after Hello.
///
/// @thread     the strand on which it was made
/// @ownership  destroying it drops the connection without a Disconnect; close() sends one first
class PLEXUS_API Link {
public:
    virtual ~Link();

    /// The remote's Hello; valid as long as the link.
    virtual const Hello& remote() const noexcept = 0;

    /// The remote's address as seen here; the ports of a dialled link are those that were dialled.
    virtual const Node& node() const noexcept = 0;

    /// This node's end of the connection; unspecified if there is no socket.
    virtual asio::ip::tcp::endpoint local() const noexcept = 0;

    /// The next capability message, with its wire code. Each Ping gets its Pong, a silent remote is
    /// pinged, and a breach of the protocol ends the link. One coroutine receives at a time.
    /// @errors Errc::peer_gone after a Disconnect (see disconnect_reason()), Errc::timed_out after
    /// silence,
    ///         Errc::limit_exceeded, Errc::malformed, Errc::bad_signature, or the socket's error
    virtual awaitable<Result<Message>> receive(const SizeLimit& limit) = 0;

    /// Queues a message for the one writer; `offset` is added to its code.
    /// @errors Errc::overloaded if the queue is full, Errc::peer_gone after the end
    virtual Result<void> post(SharedMessage message, std::uint64_t offset, Priority priority) = 0;

    /// Sends Disconnect after what is queued, waits for it no longer than its own deadline, and
    /// ends the link. Further calls do nothing.
    virtual awaitable<void> close(Reason reason) = 0;

    /// Why the remote left, once receive() has failed with Errc::peer_gone.
    virtual std::optional<Reason> disconnect_reason() const noexcept = 0;

    /// Payload bytes that wait to be written.
    virtual std::size_t queued_bytes() const noexcept = 0;

    /// Waits until queued_bytes() is less than `bytes`. The caller sets the deadline.
    /// @errors Errc::peer_gone after the end
    virtual awaitable<Result<void>> queue_below(std::size_t bytes) = 0;

    /// The figures so far.
    virtual LinkStats stats() const noexcept = 0;
};

/// The one owner of a connection.
using LinkPtr = std::unique_ptr<Link>;

/// Decides, between RLPx and Hello and again after Hello, whether a remote is accepted.
/// @returns the reason to refuse it with, or nothing
using ConnectionFilter = std::function<std::optional<Reason>(const NodeId& remote)>;

/// An inbound connection before the handshake.
class PLEXUS_API IncomingConnection {
public:
    virtual ~IncomingConnection();

    /// The address from which the remote has connected.
    virtual asio::ip::tcp::endpoint remote() const = 0;

    /// Performs the handshake on the calling coroutine's executor, which becomes the link's.
    /// @errors as Transport::dial()
    virtual awaitable<Result<LinkPtr>> handshake(Hello ours, ConnectionFilter filter) = 0;
};

/// Makes links: RLPx over TCP, or in tests a pair of queues.
///
/// @thread  any; the calling coroutine's executor becomes the link's strand
class PLEXUS_API Transport {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.transport", 1, Cardinality::one};

    virtual ~Transport();

    /// Connects, authenticates and exchanges Hello, within the transport's own deadlines. `id` and
    /// `listen_port` of `ours` are filled in.
    /// @errors Errc::timed_out, Errc::bad_key, Errc::bad_signature, Errc::malformed, Errc::refused
    ///         (`filter` refused), the remote's reason (it refused: see disconnect_reason()), or
    ///         the socket's error
    virtual awaitable<Result<LinkPtr>> dial(Node node, Hello ours, ConnectionFilter filter) = 0;

    /// The next inbound connection. One coroutine accepts at a time.
    /// @errors the socket's error; asio::error::operation_aborted once the transport has stopped
    virtual awaitable<Result<std::unique_ptr<IncomingConnection>>> accept() = 0;
};

}  // namespace plexus::inline v1::net
