#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1 {
namespace asio = boost::asio;
}

namespace plexus::inline v1::net {

/// A node's secp256k1 public key, x followed by y, without the 0x04 prefix.
using NodeId = FixedBytes<64>;

/// The first bytes of an id in hexadecimal: enough for a log line.
PLEXUS_API std::string brief(const NodeId& id);

/// An address of a node and its ports there.
struct PLEXUS_API Endpoint {
    asio::ip::address address{};  ///< unspecified: none is known
    std::uint16_t tcp_port = 0;   ///< 0: not known, or no connections are taken
    std::uint16_t udp_port = 0;   ///< 0: not known, or no discovery is spoken

    /// Whether there is an address.
    bool known() const noexcept { return !address.is_unspecified(); }
    /// Where to connect.
    asio::ip::tcp::endpoint tcp() const noexcept { return {address, tcp_port}; }
    /// Where to send datagrams.
    asio::ip::udp::endpoint udp() const noexcept { return {address, udp_port}; }

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// What a node has signed about itself: its ENR. kit/enr makes records and reads them, and checks
/// the signature first: there is no NodeRecord with a bad one.
///
/// @thread  immutable: any
/// @spec    EIP-778
struct NodeRecord {
    NodeId id{};                 ///< the key that signed
    std::uint64_t sequence = 0;  ///< rises with each change
    Endpoint ip4{};              ///< `ip`, `tcp`, `udp`; ports may be known without an address
    Endpoint ip6{};     ///< `ip6`, `tcp6`, `udp6`; the ports of `ip4` where these are absent
    SharedBytes rlp{};  ///< as it is sent, at most 300 bytes
};

using NodeRecordPtr = std::shared_ptr<const NodeRecord>;  ///< kept in many places, never changed

/// Where a node can be reached, and the key that must be proved there. A node may have an address
/// of each family. What it says about itself is kept apart, in its record, because it may be wrong.
struct PLEXUS_API Node {
    NodeId id{};             ///< the key that must be proved there; zero: not known
    Endpoint ip4{};          ///< of IP version 4
    Endpoint ip6{};          ///< of IP version 6
    NodeRecordPtr record{};  ///< null: not known

    /// A node of which nothing is known.
    Node() = default;

    /// A node with one endpoint.
    Node(const NodeId& node, const Endpoint& at) : id(node) { set(at); }

    /// Sets the endpoint of the family of its address.
    void set(const Endpoint& at) { (at.address.is_v6() ? ip6 : ip4) = at; }

    /// The endpoints that are known, IPv4 first. kit/net/dial_order.hpp puts them into the order in
    /// which to dial.
    std::vector<Endpoint> endpoints() const;

    /// The endpoint of IPv6 if only that is known, else of IPv4: for a caller that can use only
    /// one. If no address is known, the endpoint of IPv4 may still have ports.
    Endpoint endpoint() const;

    /// Reads "enode://<128 hex digits>@<ip>:<port>[?discport=<port>]". Host names are not resolved.
    /// `enr:` texts are read by kit/enr, which checks their signature.
    /// @errors Errc::malformed; the id is not checked to lie on the curve
    /// @spec   ethereum/go-ethereum, enode URL scheme v4
    static Result<Node> parse(std::string_view enode);

    /// The enode URL that parse() reads, with `endpoint()`: the format has no place for two.
    std::string enode() const;

    /// Same id and endpoints; records are not compared.
    friend bool operator==(const Node& a, const Node& b) {
        return a.id == b.id && a.ip4 == b.ip4 && a.ip6 == b.ip6;
    }
};

/// Writes the enode URL.
PLEXUS_API std::ostream& operator<<(std::ostream& stream, const Node& node);

}  // namespace plexus::inline v1::net
