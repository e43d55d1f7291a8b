#include "protobuf.hpp"

namespace plexus::stream {
namespace {

constexpr std::uint32_t schema = 1;

/// @spec Protocol Buffers, "Encoding": the wire types
enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, length_delimited = 2 };

void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

void put_tag(std::string& out, std::uint32_t field, WireType type) {
    put_varint(out, field << 3 | static_cast<std::uint32_t>(type));
}

/// A zero is left out, as proto3 wants it.
void put_number(std::string& out, std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    put_tag(out, field, WireType::varint);
    put_varint(out, value);
}

void put_text(std::string& out, std::uint32_t field, std::string_view text) {
    if (text.empty()) return;
    put_tag(out, field, WireType::length_delimited);
    put_varint(out, text.size());
    out += text;
}

void put_bytes(std::string& out, std::uint32_t field, BytesView bytes) {
    put_text(out, field, text_of(bytes));
}

void put_packed(std::string& out, std::uint32_t field, const std::vector<std::uint64_t>& values) {
    std::string packed;
    for (const std::uint64_t value : values) put_varint(packed, value);
    put_text(out, field, packed);
}

void put_fixed64(std::string& out, std::uint32_t field, std::uint64_t value) {
    put_tag(out, field, WireType::fixed64);
    for (int i = 0; i < 8; ++i) out += static_cast<char>(value >> i * 8);
}

constexpr std::uint64_t zigzag(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

std::string peer_message(std::uint32_t reference, const PeerFacts& facts) {
    std::string out;
    put_number(out, 1, reference);
    put_bytes(out, 2, facts.key);
    put_text(out, 3, facts.client);
    put_text(out, 4, facts.endpoint);
    put_number(out, 5, facts.direction == net::Direction::outbound ? 1 : 0);
    put_number(out, 6, facts.eth);
    return out;
}

std::string record_message(Kind kind, const Record& record) {
    std::string out;
    put_number(out, 1, static_cast<std::uint64_t>(kind));
    put_number(out, 2, zigzag(record.at_us));
    put_number(out, 3, record.peer);
    put_number(out, 4, record.fetched ? 1 : 0);
    put_bytes(out, 5, record.hashes);
    put_packed(out, 6, record.numbers);
    put_bytes(out, 7, record.types);
    put_packed(out, 8, record.sizes);
    for (const Bytes& body : record.bodies) put_bytes(out, 9, body);
    put_bytes(out, 10, record.first);
    put_bytes(out, 11, record.total_difficulty);
    put_text(out, 12, record.reason);
    put_bytes(out, 13, record.voters);
    put_bytes(out, 14, record.links);
    return out;
}

}  // namespace

std::string protobuf_of(const Batch& batch, std::uint64_t dropped) {
    const Identity& identity = *batch.identity;
    std::string out;
    out.reserve(batch.bytes);
    put_number(out, 1, schema);
    put_number(out, 2, identity.network);
    put_bytes(out, 3, identity.node);
    put_text(out, 4, identity.node_name);
    put_fixed64(out, 5, identity.boot);
    put_number(out, 6, batch.sequence);
    put_number(out, 7, dropped);
    for (std::uint32_t i = 0; i < batch.peers.size(); ++i) {
        put_text(out, 8, peer_message(i + 1, *batch.peers[i]));
    }
    for (const Record& record : batch.records) put_text(out, 9, record_message(batch.kind, record));
    return out;
}

}  // namespace plexus::stream
