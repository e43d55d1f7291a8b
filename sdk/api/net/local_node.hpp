#pragma once

#include <array>
#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// r, s and recovery id, 32 + 32 + 1 bytes.
using RecoverableSignature = FixedBytes<65>;

/// This node: its key, which never leaves the provider, and its address.
///
/// @thread  any
class PLEXUS_API LocalNode {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.local-node", 1, Cardinality::one};

    virtual ~LocalNode();

    /// The node's public key.
    virtual const NodeId& id() const noexcept = 0;

    /// Signs a 32-byte digest with the node key.
    /// @errors Errc::bad_key if the plugin that keeps the key refuses
    virtual Result<RecoverableSignature> sign(const Hash256& digest) const = 0;

    /// The x coordinate of the Diffie-Hellman point of the node key and `remote`.
    /// @errors Errc::bad_key if `remote` is no point on the curve
    virtual Result<Hash256> ecdh(const NodeId& remote) const = 0;

    /// Where to listen. A port of 0 means any free one.
    virtual asio::ip::address listen_address() const = 0;
    /// The TCP port to listen on; 0 means any free one.
    virtual std::uint16_t listen_port() const = 0;

    /// Called by the plugin that listens, once it knows the port that others should dial.
    virtual void set_tcp_port(std::uint16_t port) = 0;
    /// The same for the UDP port of discovery.
    virtual void set_udp_port(std::uint16_t port) = 0;

    /// How others reach this node: the configured external address, else the listening one
    /// (loopback if that is unspecified). Ports are 0 until a plugin listens.
    virtual Node node() const = 0;
};

}  // namespace plexus::inline v1::net
