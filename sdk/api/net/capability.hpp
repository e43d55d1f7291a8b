#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/message.hpp>
#include <api/net/reason.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

class ProtocolSession;
/// Shared by the session and the pool.
using ProtocolSessionPtr = std::shared_ptr<ProtocolSession>;

/// A sub-protocol as it is announced and multiplexed.
struct CapabilityInfo {
    std::string name;             ///< "eth"
    std::uint32_t version = 0;    ///< 68
    std::uint64_t length = 0;     ///< how many message codes it takes
    std::size_t max_message = 0;  ///< bytes of one message after decompression
    std::string base{};  ///< "eth" for a dependent capability, which alone makes no useful peer
};

/// One capability's half of a link: codes count from 0.
///
/// @thread  the peer's strand
class PLEXUS_API Pipe {
public:
    virtual ~Pipe();

    /// The next message. One coroutine receives at a time.
    /// @errors Errc::peer_gone once the link has ended
    virtual awaitable<Result<Message>> receive() = 0;

    /// Queues a message; never waits.
    /// @errors Errc::overloaded if the link's queue is full, Errc::peer_gone after its end
    virtual Result<void> post(SharedMessage message, Priority priority) = 0;

    /// Bytes that wait in the link's queue, for sessions that pause rather than overload it.
    virtual std::size_t queued_bytes() const noexcept = 0;

    /// Waits until fewer than `bytes` wait in the link's queue. A peer that does not read keeps the
    /// queue as it is, so the caller sets a deadline with within().
    /// @errors Errc::peer_gone once the link has ended
    virtual awaitable<Result<void>> queue_below(std::size_t bytes) = 0;
};

/// A protocol is a name, a version, a length and a coroutine.
///
/// @thread  info(): any, from the start of the node on; serve(): the peer's strand
class PLEXUS_API Capability {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.capability", 1, Cardinality::many};

    virtual ~Capability();

    /// Name, version and message codes. The same at each call.
    virtual CapabilityInfo info() const = 0;

    /// Speaks the protocol with one peer. Its end ends the connection, with the reason it returns.
    /// @param session    names the peer, and lets this capability alone offer its protocol handle
    ///                   and report what the peer did
    /// @ownership `pipe` outlives the call; `session` may be kept beyond it
    /// @errors    an exception counts as Reason::subprotocol_error
    virtual awaitable<Reason> serve(ProtocolSessionPtr session, Pipe& pipe) = 0;
};

}  // namespace plexus::inline v1::net
