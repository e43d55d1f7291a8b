#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// r, s and recovery id, 32 + 32 + 1 bytes.
using RecoverableSignature = FixedBytes<65>;

/// A point of secp256k1, x followed by y.
using CurvePoint = FixedBytes<64>;

/// How this node knows an address of its own. The first source that is set counts.
enum class AddressSource : std::uint8_t {
    configured,  ///< the operator says so
    mapped,      ///< a router has opened a port
    stated,      ///< enough other nodes see us there, see `add_statement`
};

/// This node: its key, which never leaves the provider, its addresses, and the record that it signs
/// about itself.
///
/// @thread  any
class PLEXUS_API LocalNode {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.local-node", 1, Cardinality::one};

    /// Gives the value of an entry of the record: one RLP item, or nothing to leave the entry out.
    /// It may be called at any time, from any thread, and must not call this service.
    using EntryValue = std::function<std::optional<Bytes>()>;

    virtual ~LocalNode();

    /// The node's public key.
    virtual const NodeId& id() const noexcept = 0;

    /// Signs a 32-byte digest with the node key.
    /// @errors Errc::bad_key if the plugin that keeps the key refuses
    virtual Result<RecoverableSignature> sign(const Hash256& digest) const = 0;

    /// The Diffie-Hellman point of the node key and `remote`, not hashed. RLPx uses its x
    /// coordinate, discovery v5 its compressed form.
    /// @errors Errc::bad_key if `remote` is no point on the curve
    virtual Result<CurvePoint> ecdh(const NodeId& remote) const = 0;

    /// Where to listen. A port of 0 means any free one.
    virtual asio::ip::address listen_address() const = 0;
    /// The TCP port to listen on; 0 means any free one.
    virtual std::uint16_t listen_port() const = 0;

    /// Called by the plugin that listens, once it knows the port that others should dial.
    virtual void set_tcp_port(std::uint16_t port) = 0;
    /// The same for the UDP port of discovery.
    virtual void set_udp_port(std::uint16_t port) = 0;

    /// Sets the address at which others reach this node, for the family of that address. A port of
    /// 0 stands for the port that is listened on.
    virtual void set_external(AddressSource source, const Endpoint& endpoint) = 0;

    /// Takes back what `set_external` said of both families.
    virtual void forget_external(AddressSource source) = 0;

    /// Takes the statement of another node, from where it received a datagram of ours. Enough
    /// statements from independent networks make the external address `AddressSource::stated`.
    /// Only for responses to requests of ours: any remote can send an unsolicited Pong.
    /// @param seen  the source of our datagram as the other node saw it
    /// @param by    the address of the other node
    virtual void add_statement(const asio::ip::udp::endpoint& seen,
                               const asio::ip::address& by) = 0;

    /// How others reach this node, for each family: the best known external address, else the
    /// listening one. If it listens at all addresses and no external one is known, `ip4` has ports
    /// alone. Ports are 0 until a plugin listens. Without the record, which costs a signature.
    virtual Node node() const = 0;

    /// Adds an entry to the record. Of several with one name, the first that is still there counts.
    /// @param name   as in EIP-778, such as "eth"; not `id`, `secp256k1`, nor one of an endpoint
    /// @returns      the handle that keeps the entry; the record is changed when it goes
    [[nodiscard]] virtual std::shared_ptr<void> add_entry(std::string name, EntryValue value) = 0;

    /// The record as of now. It is signed anew when something in it has changed, and its sequence
    /// number rises only then, also from one run to the next.
    /// @errors Errc::limit_exceeded above 300 bytes; the errors of `sign`
    /// @spec   EIP-778
    virtual Result<NodeRecordPtr> record() const = 0;
};

}  // namespace plexus::inline v1::net
