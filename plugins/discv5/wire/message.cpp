#include "message.hpp"

#include <api/net/prefix.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

#include "packet.hpp"

namespace plexus::discv5 {
namespace {

namespace ip = boost::asio::ip;

/// More records than a response has in all are refused in one packet.
constexpr std::size_t max_records = 64;

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

RequestId read_id(rlp::Reader& in) { return copy_of(in.bytes(max_request_id_bytes)); }

Ping read_ping(rlp::Reader& in) {
    Ping ping;
    ping.id = read_id(in);
    ping.enr_sequence = in.u64();
    return ping;
}

Pong read_pong(rlp::Reader& in) {
    Pong pong;
    pong.id = read_id(in);
    pong.enr_sequence = in.u64();
    const BytesView address = in.bytes(16);
    const auto port = in.number<std::uint16_t>();
    if (const auto four = FixedBytes<4>::from(address)) {
        pong.seen = {ip::address_v4{four->bytes}, port};
    } else if (const auto sixteen = FixedBytes<16>::from(address)) {
        pong.seen = {net::unmapped(ip::address_v6{sixteen->bytes}), port};
    } else {
        in.fail(Errc::malformed);
    }
    return pong;
}

FindNode read_find_node(rlp::Reader& in) {
    FindNode request;
    request.id = read_id(in);
    rlp::Reader list = in.list();
    request.distances.reserve(list.count(max_distances));
    while (list.more()) request.distances.push_back(list.number<std::uint32_t>());
    return request;
}

Nodes read_nodes(rlp::Reader& in) {
    Nodes nodes;
    nodes.id = read_id(in);
    nodes.total = in.number<std::uint8_t>();
    rlp::Reader list = in.list();
    nodes.records.reserve(list.count(max_records));
    while (list.more()) nodes.records.push_back(copy_of(list.raw()));
    return nodes;
}

TalkRequest read_talk_request(rlp::Reader& in) {
    TalkRequest request;
    request.id = read_id(in);
    request.protocol = copy_of(in.bytes(max_datagram_bytes));
    request.request = copy_of(in.bytes(max_datagram_bytes));
    return request;
}

TalkResponse read_talk_response(rlp::Reader& in) {
    TalkResponse response;
    response.id = read_id(in);
    response.response = copy_of(in.bytes(max_datagram_bytes));
    return response;
}

Message read(std::uint8_t type, rlp::Reader& in) {
    switch (type) {
        case Ping::type:
            return read_ping(in);
        case Pong::type:
            return read_pong(in);
        case FindNode::type:
            return read_find_node(in);
        case Nodes::type:
            return read_nodes(in);
        case TalkRequest::type:
            return read_talk_request(in);
        case TalkResponse::type:
            return read_talk_response(in);
        default:
            in.fail(Errc::unsupported);
            return Ping{};
    }
}

void write(rlp::Writer& out, const Ping& ping) { out.u64(ping.enr_sequence); }

void write(rlp::Writer& out, const Pong& pong) {
    out.u64(pong.enr_sequence);
    const ip::address address = pong.seen.address();
    if (address.is_v4()) {
        out.bytes(address.to_v4().to_bytes());
    } else {
        out.bytes(address.to_v6().to_bytes());
    }
    out.u64(pong.seen.port());
}

void write(rlp::Writer& out, const FindNode& request) {
    out.list([&] {
        for (const unsigned distance : request.distances) out.u64(distance);
    });
}

void write(rlp::Writer& out, const Nodes& nodes) {
    out.u64(nodes.total);
    out.list([&] {
        for (const Bytes& record : nodes.records) out.raw(record);
    });
}

void write(rlp::Writer& out, const TalkRequest& request) {
    out.bytes(request.protocol);
    out.bytes(request.request);
}

void write(rlp::Writer& out, const TalkResponse& response) { out.bytes(response.response); }

}  // namespace

Bytes encode(const Message& message) {
    rlp::Writer out;
    const auto type = static_cast<std::uint8_t>(message.index() + 1);
    out.raw(BytesView{&type, 1});
    out.list([&] {
        out.bytes(id_of(message));
        std::visit([&](const auto& fields) { write(out, fields); }, message);
    });
    return out.take();
}

Result<Message> decode(BytesView message) {
    if (message.empty()) return make_error_code(Errc::malformed);
    rlp::Reader in{message.subspan(1)};
    Message read_message = read(message.front(), in);
    const Result<void> good = in.finish();
    if (!good) return good.error();
    return read_message;
}

}  // namespace plexus::discv5
