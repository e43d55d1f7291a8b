#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

namespace plexus::discv4 {

/// packet-type: the last byte of packet-header. @spec devp2p discv4, "Wire Protocol"
enum class PacketType : std::uint8_t {
    ping = 1,
    pong = 2,
    find_node = 3,
    neighbors = 4,
    enr_request = 5,
    enr_response = 6,
};

/// How many nodes a response to FindNode has, and how many of them fit into one packet.
/// @spec devp2p discv4, "Neighbors Packet"
inline constexpr std::size_t nodes_per_response = 16;
inline constexpr std::size_t nodes_per_packet = 12;

/// Where a node says it is. Only its ports are ever used: the address is the datagram's.
using Endpoint = net::Endpoint;

// `expiration` is in Unix seconds. Elements behind those listed are ignored (EIP-8).

/// Ping: `[version, from, to, expiration, enr-seq]`.
struct Ping {
    static constexpr PacketType type = PacketType::ping;
    std::uint64_t version = 4;  ///< no client checks it
    Endpoint from{};
    Endpoint to{};
    std::uint64_t expiration = 0;
    std::optional<std::uint64_t> enr_sequence{};  ///< enr-seq of the sender's record
};

/// Pong: `[to, ping-hash, expiration, enr-seq]`.
struct Pong {
    static constexpr PacketType type = PacketType::pong;
    Endpoint to{};
    Hash256 ping_hash{};  ///< ping-hash: the hash of the Ping, which proves the endpoint
    std::uint64_t expiration = 0;
    std::optional<std::uint64_t> enr_sequence{};  ///< enr-seq of the sender's record
};

/// FindNode: `[target, expiration]`.
struct FindNode {
    static constexpr PacketType type = PacketType::find_node;
    net::NodeId target{};  ///< the public key whose neighbors are requested
    std::uint64_t expiration = 0;
};

/// Neighbors: `[nodes, expiration]`.
struct Neighbors {
    static constexpr PacketType type = PacketType::neighbors;
    std::vector<net::Node> nodes{};
    std::uint64_t expiration = 0;
};

/// ENRRequest: `[expiration]`.
struct EnrRequest {
    static constexpr PacketType type = PacketType::enr_request;
    std::uint64_t expiration = 0;
};

/// ENRResponse: `[request-hash, ENR]`. The one packet without an expiration: the hash of the
/// request makes it fresh.
struct EnrResponse {
    static constexpr PacketType type = PacketType::enr_response;
    Hash256 request_hash{};  ///< request-hash: the hash of the ENRRequest
    Bytes record{};          ///< one RLP item, not looked into
};

using Packet = std::variant<Ping, Pong, FindNode, Neighbors, EnrRequest, EnrResponse>;

PacketType type_of(const Packet& packet) noexcept;

/// Reads packet-data, the list that begins `body`; bytes after it are ignored.
/// @errors malformed, non_canonical; limit_exceeded for more than 16 neighbors; unsupported for an
///         unknown type
Result<Packet> decode(PacketType type, BytesView body);

/// packet-data: the list alone, without packet-header.
Bytes encode(const Packet& packet);

}  // namespace plexus::discv4
