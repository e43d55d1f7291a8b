#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <boost/asio/ip/udp.hpp>

namespace plexus::discv5 {

/// Chosen by the asker, mirrored in the response: at most 8 bytes.
using RequestId = Bytes;
inline constexpr std::size_t max_request_id_bytes = 8;

/// Records that answer one request. @spec discv5-wire, "NODES Response Message"
inline constexpr std::size_t nodes_per_response = 16;
/// The distance of nodes in the far half of the space.
inline constexpr unsigned max_distance = 256;
/// Distances that are read of one request; every one of them fits in twice over.
inline constexpr std::size_t max_distances = 512;

struct Ping {
    static constexpr std::uint8_t type = 1;
    RequestId id{};
    std::uint64_t enr_sequence = 0;
};

struct Pong {
    static constexpr std::uint8_t type = 2;
    RequestId id{};
    std::uint64_t enr_sequence = 0;
    boost::asio::ip::udp::endpoint seen{};  ///< from where the Ping came
};

struct FindNode {
    static constexpr std::uint8_t type = 3;
    RequestId id{};
    std::vector<unsigned> distances{};
};

struct Nodes {
    static constexpr std::uint8_t type = 4;
    RequestId id{};
    std::uint8_t total = 1;        ///< packets of the response
    std::vector<Bytes> records{};  ///< RLP, not looked into
};

struct TalkRequest {
    static constexpr std::uint8_t type = 5;
    RequestId id{};
    Bytes protocol{};
    Bytes request{};
};

struct TalkResponse {
    static constexpr std::uint8_t type = 6;
    RequestId id{};
    Bytes response{};
};

using Message = std::variant<Ping, Pong, FindNode, Nodes, TalkRequest, TalkResponse>;

/// The id in any message.
inline const RequestId& id_of(const Message& message) {
    return std::visit([](const auto& fields) -> const RequestId& { return fields.id; }, message);
}

/// Type and list.
Bytes encode(const Message& message);

/// As strict as go-ethereum: nothing may follow what is known.
/// @errors malformed, non_canonical, limit_exceeded; unsupported for an unknown type
Result<Message> decode(BytesView message);

}  // namespace plexus::discv5
