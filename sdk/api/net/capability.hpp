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

class Peer;
using PeerPtr = std::shared_ptr<Peer>;

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

    /// Bytes that wait in the link's queue, for those who would rather pause than overload it.
    virtual std::size_t queued_bytes() const noexcept = 0;
};

/// A protocol is a name, a version, a length and a coroutine.
///
/// @thread  info(): any, from the start of the node on; serve(): the peer's strand
class PLEXUS_API Capability {
public:
    static constexpr ServiceKey key{"plexus.capability", 1, Cardinality::many};

    virtual ~Capability();

    virtual CapabilityInfo info() const = 0;

    /// Speaks the protocol with one peer. Its end ends the peer, with the reason it returns.
    /// @ownership `pipe` outlives the call; the capability holds the peer by its pointer
    /// @errors    an exception counts as Reason::subprotocol_error
    virtual awaitable<Reason> serve(PeerPtr peer, Pipe& pipe) = 0;
};

}  // namespace plexus::inline v1::net
