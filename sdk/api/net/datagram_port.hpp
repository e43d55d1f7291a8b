#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <api/core/asio.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// A datagram that came in.
struct Datagram {
    Bytes bytes{};                   ///< its content, at most `max_datagram_bytes`
    asio::ip::udp::endpoint from{};  ///< never an IPv4-mapped IPv6 address
    asio::ip::address to{};          ///< the own address it was sent to; unspecified: not known
};

/// How much it costs a receiver to recognise its datagrams. Cheap receivers look first.
enum class RecognitionCost : std::uint8_t {
    comparison,  ///< some bytes are compared, perhaps after a block cipher (discovery v5, STUN)
    hash,        ///< a hash over the datagram (discovery v4)
    none,        ///< takes what no other receiver recognised
};

/// A protocol that shares the port.
struct DatagramReceiver {
    RecognitionCost cost = RecognitionCost::none;  ///< decides which protocol looks first

    /// Whether a datagram is one of this protocol. Called on any thread, several at once: it must
    /// depend on the bytes alone, and neither wait nor throw.
    std::function<bool(BytesView datagram)> recognises{};

    /// The strand on which `receive` is called.
    Executor strand{};

    /// Takes a datagram that was recognised. It must not throw.
    std::function<void(Datagram datagram)> receive{};
};

/// The one UDP port of the node, which all discovery protocols share. It limits what one host may
/// send, before any protocol pays for more than the recognition.
///
/// @thread  any
class PLEXUS_API DatagramPort {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.datagram-port", 1, Cardinality::one};

    /// Datagrams that wait for a receiver at most; more are dropped.
    static constexpr std::size_t max_waiting = 256;

    virtual ~DatagramPort();

    /// Adds a protocol. Of receivers of equal cost, the first added looks first. The first
    /// receiver that recognises a datagram gets it, and no other does.
    /// @returns the handle that keeps it. If the handle is destroyed on the receiver's strand,
    ///          `receive` is not called any more from then on.
    [[nodiscard]] virtual std::shared_ptr<void> add_receiver(DatagramReceiver receiver) = 0;

    /// Sends without waiting. A datagram may be lost anywhere, as always with UDP.
    /// @param from  the own address to send from, such as the `to` of the request;
    ///              unspecified: the system chooses
    /// @errors Errc::overloaded if too many wait to be sent; Errc::closed if the port is not open;
    ///         Errc::limit_exceeded above `max_datagram_bytes`
    virtual Result<void> send(Bytes datagram, const asio::ip::udp::endpoint& to,
                              const asio::ip::address& from) = 0;

    /// The port that is listened on, 0 if none is.
    virtual std::uint16_t port() const noexcept = 0;

    /// Tells that a host has proved that it receives what is sent to its address: by a Pong to a
    /// Ping, or by a handshake. Its datagrams are limited apart from strangers', so that a flood
    /// from forged addresses does not keep them out.
    virtual void note_proof(const asio::ip::address& host);

    /// Tells that a host is sent a request: the datagrams of its response are limited apart too.
    /// @param datagrams  that the response has at most
    virtual void note_request(const asio::ip::address& host, unsigned datagrams);
};

/// What one Ethernet frame carries over IPv4; longer datagrams are neither received nor sent.
inline constexpr std::size_t max_datagram_bytes = 1472;

}  // namespace plexus::inline v1::net
