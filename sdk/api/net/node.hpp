#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1 {
namespace asio = boost::asio;
}

namespace plexus::inline v1::net {

/// A node's secp256k1 public key, x followed by y, without the 0x04 prefix.
using NodeId = FixedBytes<64>;

/// The first bytes of an id in hexadecimal: enough for a log line.
PLEXUS_API std::string brief(const NodeId& id);

/// The endpoints at which a node can be reached, and the key that must answer there.
struct PLEXUS_API Node {
    NodeId id;                   ///< the key that must answer there; zero: not known
    asio::ip::address address;   ///< of IP version 4 or 6
    std::uint16_t tcp_port = 0;  ///< for RLPx; 0: not known
    std::uint16_t udp_port = 0;  ///< for discovery; 0: not known

    /// Reads "enode://<128 hex digits>@<ip>:<port>[?discport=<port>]". Host names are not resolved.
    /// @errors Errc::malformed; the id is not checked to lie on the curve
    /// @spec   ethereum/go-ethereum, enode URL scheme v4
    static Result<Node> parse(std::string_view enode);

    /// The enode URL that parse() reads.
    std::string enode() const;

    friend bool operator==(const Node&, const Node&) = default;
};

/// Writes the enode URL.
PLEXUS_API std::ostream& operator<<(std::ostream& stream, const Node& node);

}  // namespace plexus::inline v1::net
