#include "builder.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::enr {
namespace {

Bytes string_item(BytesView bytes) {
    rlp::Writer out;
    out.bytes(bytes);
    return out.take();
}

}  // namespace

Result<Builder> Builder::make(const net::NodeId& id) {
    const Result<crypto::CompressedKey> key = crypto::compress(id);
    if (!key) return key.error();
    Builder builder;
    builder.entries_["id"] = string_item(bytes_of("v4"));
    builder.entries_["secp256k1"] = string_item(*key);
    return builder;
}

void Builder::set(std::string key, BytesView rlp) {
    entries_[std::move(key)] = Bytes{rlp.begin(), rlp.end()};
}

void Builder::set_number(std::string key, std::uint64_t value) {
    rlp::Writer out;
    out.u64(value);
    entries_[std::move(key)] = out.take();
}

void Builder::set_port(const char* key, std::uint16_t port, std::uint16_t implied) {
    if (port != 0 && port != implied) set_number(key, port);
}

void Builder::set_endpoints(const net::Node& node) {
    if (node.ip4.known()) entries_["ip"] = string_item(node.ip4.address.to_v4().to_bytes());
    set_port("tcp", node.ip4.tcp_port, 0);
    set_port("udp", node.ip4.udp_port, 0);
    if (!node.ip6.known()) return;
    entries_["ip6"] = string_item(node.ip6.address.to_v6().to_bytes());
    set_port("tcp6", node.ip6.tcp_port, node.ip4.tcp_port);
    set_port("udp6", node.ip6.udp_port, node.ip4.udp_port);
}

bool Builder::describes(const Record& record) const {
    rlp::Reader in{record.rlp()};
    in.skip();  // the signature
    in.skip();  // the sequence number
    std::map<std::string, Bytes> entries;
    while (in.more()) {
        const std::string_view key = text_of(in.bytes(max_record_bytes));
        const BytesView value = in.raw();
        entries.emplace(key, Bytes{value.begin(), value.end()});
    }
    return entries == entries_;
}

Result<Record> Builder::sign(std::uint64_t sequence, const Signer& signer) const {
    rlp::Writer content{max_record_bytes};
    const auto write_content = [&](rlp::Writer& out) {
        out.u64(sequence);
        for (const auto& [key, value] : entries_) {
            out.text(key);
            out.raw(value);
        }
    };
    content.list([&] { write_content(content); });
    const Result<FixedBytes<65>> signature = signer(crypto::keccak256(content.view()));
    if (!signature) return signature.error();

    rlp::Writer record{max_record_bytes};
    record.list([&] {
        record.bytes(signature->view().first(64));
        write_content(record);
    });
    // Decoded again, so that a record that others would refuse is never published.
    return Record::decode(record.view());
}

}  // namespace plexus::enr
