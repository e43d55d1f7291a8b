#include "packet.hpp"

#include <algorithm>

#include <api/net/prefix.hpp>
#include <kit/enr/record.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::discv4 {
namespace {

constexpr std::size_t max_address_bytes = 16;

/// An address of 4 or 16 bytes; any other size yields the unspecified address, which is never used.
asio::ip::address read_address(rlp::Reader& in) {
    const BytesView bytes = in.bytes(max_address_bytes);
    if (const auto four = FixedBytes<4>::from(bytes)) return asio::ip::address_v4{four->bytes};
    const auto sixteen = FixedBytes<16>::from(bytes);
    if (!sixteen) return {};
    return net::unmapped(asio::ip::address_v6{sixteen->bytes});
}

/// ethereumjs writes every port in two bytes, even if the first one is zero.
std::uint16_t read_port(rlp::Reader& in) {
    std::uint16_t port = 0;
    for (const std::uint8_t digit : in.bytes(sizeof port)) {
        port = static_cast<std::uint16_t>(port << 8 | digit);
    }
    return port;
}

Endpoint read_endpoint(rlp::Reader& in) {
    rlp::Reader list = in.list();
    Endpoint endpoint;
    endpoint.address = read_address(list);
    endpoint.udp_port = read_port(list);
    endpoint.tcp_port = read_port(list);
    list.expect_end(rlp::Extra::ignored);
    return endpoint;
}

/// The sequence number that EIP-868 appended. Other extensions put other items there, which are
/// ignored (the vectors of EIP-8 have some).
std::optional<std::uint64_t> read_sequence(rlp::Reader& in) {
    if (in.peek() != rlp::Kind::string) return std::nullopt;
    BytesView item = in.raw();
    const Result<std::uint64_t> number = rlp::first_u64(item);
    if (!number) return std::nullopt;
    return *number;
}

Ping read_ping(rlp::Reader& in) {
    Ping ping;
    ping.version = in.u64();
    ping.from = read_endpoint(in);
    ping.to = read_endpoint(in);
    ping.expiration = in.u64();
    ping.enr_sequence = read_sequence(in);
    return ping;
}

Pong read_pong(rlp::Reader& in) {
    Pong pong;
    pong.to = read_endpoint(in);
    pong.ping_hash = in.fixed<32>();
    pong.expiration = in.u64();
    pong.enr_sequence = read_sequence(in);
    return pong;
}

FindNode read_find_node(rlp::Reader& in) {
    FindNode find_node;
    find_node.target = in.fixed<64>();
    find_node.expiration = in.u64();
    return find_node;
}

Neighbors read_neighbors(rlp::Reader& in) {
    Neighbors neighbors;
    rlp::Reader list = in.list();
    neighbors.nodes.reserve(list.count(nodes_per_response));
    while (list.more()) {
        rlp::Reader entry = list.list();
        Endpoint endpoint;
        endpoint.address = read_address(entry);
        endpoint.udp_port = read_port(entry);
        endpoint.tcp_port = read_port(entry);
        const net::NodeId id = entry.fixed<64>();
        entry.expect_end(rlp::Extra::ignored);
        neighbors.nodes.emplace_back(id, endpoint);
    }
    neighbors.expiration = in.u64();
    return neighbors;
}

EnrRequest read_enr_request(rlp::Reader& in) {
    EnrRequest request;
    request.expiration = in.u64();
    return request;
}

EnrResponse read_enr_response(rlp::Reader& in) {
    EnrResponse response;
    response.request_hash = in.fixed<32>();
    const BytesView record = in.raw();
    if (record.empty()) in.fail(Errc::malformed);
    if (record.size() > enr::max_record_bytes) in.fail(Errc::limit_exceeded);
    if (in.ok()) response.record.assign(record.begin(), record.end());
    return response;
}

Packet read_packet(PacketType type, rlp::Reader& in) {
    switch (type) {
        case PacketType::ping:
            return read_ping(in);
        case PacketType::pong:
            return read_pong(in);
        case PacketType::find_node:
            return read_find_node(in);
        case PacketType::neighbors:
            return read_neighbors(in);
        case PacketType::enr_request:
            return read_enr_request(in);
        case PacketType::enr_response:
            return read_enr_response(in);
    }
    in.fail(Errc::unsupported);
    return Ping{};
}

void write_address(rlp::Writer& out, const asio::ip::address& address) {
    if (address.is_v4()) {
        out.bytes(address.to_v4().to_bytes());
    } else {
        out.bytes(address.to_v6().to_bytes());
    }
}

void write_endpoint(rlp::Writer& out, const Endpoint& endpoint) {
    out.list([&] {
        write_address(out, endpoint.address);
        out.u64(endpoint.udp_port);
        out.u64(endpoint.tcp_port);
    });
}

void write_fields(rlp::Writer& out, const Ping& ping) {
    out.u64(ping.version);
    write_endpoint(out, ping.from);
    write_endpoint(out, ping.to);
    out.u64(ping.expiration);
    if (ping.enr_sequence) out.u64(*ping.enr_sequence);
}

void write_fields(rlp::Writer& out, const Pong& pong) {
    write_endpoint(out, pong.to);
    out.fixed(pong.ping_hash);
    out.u64(pong.expiration);
    if (pong.enr_sequence) out.u64(*pong.enr_sequence);
}

void write_fields(rlp::Writer& out, const FindNode& find_node) {
    out.fixed(find_node.target);
    out.u64(find_node.expiration);
}

void write_fields(rlp::Writer& out, const Neighbors& neighbors) {
    out.list([&] {
        for (const net::Node& node : neighbors.nodes) {
            out.list([&] {
                const Endpoint endpoint = node.endpoint();
                write_address(out, endpoint.address);
                out.u64(endpoint.udp_port);
                out.u64(endpoint.tcp_port);
                out.fixed(node.id);
            });
        }
    });
    out.u64(neighbors.expiration);
}

void write_fields(rlp::Writer& out, const EnrRequest& request) { out.u64(request.expiration); }

void write_fields(rlp::Writer& out, const EnrResponse& response) {
    out.fixed(response.request_hash);
    out.raw(response.record);
}

}  // namespace

PacketType type_of(const Packet& packet) noexcept {
    return std::visit([](const auto& fields) { return fields.type; }, packet);
}

Result<Packet> decode(PacketType type, BytesView body) {
    rlp::Reader in{body, rlp::Tail::ignored};
    Packet packet = read_packet(type, in);
    const Result<void> good = in.finish(rlp::Extra::ignored);
    if (!good) return good.error();
    return packet;
}

Bytes encode(const Packet& packet) {
    rlp::Writer out;
    out.list([&] { std::visit([&](const auto& fields) { write_fields(out, fields); }, packet); });
    return out.take();
}

}  // namespace plexus::discv4
