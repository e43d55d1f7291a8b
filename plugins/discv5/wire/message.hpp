#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <boost/asio/ip/udp.hpp>

namespace plexus::discv5 {

/// request-id: chosen by the requesting node, mirrored in the response; at most 8 bytes.
using RequestId = Bytes;
inline constexpr std::size_t max_request_id_bytes = 8;

/// Records that respond to one request. @spec discv5-wire, "NODES Response Message"
inline constexpr std::size_t nodes_per_response = 16;
/// The distance of nodes in the far half of the space.
inline constexpr unsigned max_distance = 256;
/// Distances that are read of one request; every one of them fits in twice over.
inline constexpr std::size_t max_distances = 512;

/// PING: `[request-id, enr-seq]`.
struct Ping {
    static constexpr std::uint8_t type = 1;
    RequestId id{};
    std::uint64_t enr_sequence = 0;  ///< enr-seq of the sender's record
};

/// PONG: `[request-id, enr-seq, recipient-ip, recipient-port]`.
struct Pong {
    static constexpr std::uint8_t type = 2;
    RequestId id{};
    std::uint64_t enr_sequence = 0;  ///< enr-seq of the sender's record
    boost::asio::ip::udp::endpoint
        seen{};  ///< recipient-ip, recipient-port: from where the PING came
};

/// FINDNODE: `[request-id, [distance, ...]]`.
struct FindNode {
    static constexpr std::uint8_t type = 3;
    RequestId id{};
    std::vector<unsigned> distances{};  ///< log2 distances from the recipient
};

/// NODES: `[request-id, total, [ENR, ...]]`.
struct Nodes {
    static constexpr std::uint8_t type = 4;
    RequestId id{};
    std::uint8_t total = 1;        ///< packets of the response
    std::vector<Bytes> records{};  ///< RLP, not looked into
};

/// TALKREQ: `[request-id, protocol, request]`.
struct TalkRequest {
    static constexpr std::uint8_t type = 5;
    RequestId id{};
    Bytes protocol{};
    Bytes request{};
};

/// TALKRESP: `[request-id, response]`.
struct TalkResponse {
    static constexpr std::uint8_t type = 6;
    RequestId id{};
    Bytes response{};
};

using Message = std::variant<Ping, Pong, FindNode, Nodes, TalkRequest, TalkResponse>;

/// The request-id in any message.
inline const RequestId& id_of(const Message& message) {
    return std::visit([](const auto& fields) -> const RequestId& { return fields.id; }, message);
}

/// message-pt: message-type and message-data, which is the list.
Bytes encode(const Message& message);

/// As strict as go-ethereum: nothing may follow what is known.
/// @errors malformed, non_canonical, limit_exceeded; unsupported for an unknown type
Result<Message> decode(BytesView message);

}  // namespace plexus::discv5
