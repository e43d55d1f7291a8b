#include "record.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/base64url.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::enr {
namespace {

constexpr std::string_view text_prefix = "enr:";
constexpr std::size_t max_text_size = 4 + max_record_bytes * 4 / 3;  // "enr:" and base64
constexpr std::size_t signature_bytes = 64;  // r and s, without a recovery id

/// The items of a record whose form is good and whose signature is yet to be checked.
struct RecordItems {
    FixedBytes<signature_bytes> signature;
    std::uint64_t sequence = 0;
    BytesView identity;
    BytesView key;
};

/// Takes the items off a record. Keys must be sorted and unique.
Result<RecordItems> read_items(BytesView rlp) {
    rlp::Reader in{rlp};
    RecordItems items;
    items.signature = in.fixed<signature_bytes>();
    items.sequence = in.u64();
    std::optional<std::string_view> previous;
    while (in.more()) {
        const std::string_view key = text_of(in.bytes(max_record_bytes));
        if (previous && key <= *previous) in.fail(Errc::non_canonical);
        if (!in.more()) in.fail(Errc::malformed);  // a key without its value
        const rlp::Item value = in.item();
        if (key == "id") items.identity = value.payload;
        if (key == "secp256k1") items.key = value.payload;
        previous = key;
    }
    const Result<void> good = in.finish();
    if (!good) return good.error();
    return items;
}

/// The hash of `content`, which the signature covers: the record's list without its first item.
Hash256 content_hash(BytesView rlp) {
    rlp::Reader in{rlp};
    in.skip();
    rlp::Writer content{max_record_bytes};
    content.list([&] {
        while (in.more()) content.raw(in.raw());
    });
    return crypto::keccak256(content.view());
}

}  // namespace

Result<Record> Record::decode(BytesView rlp) {
    if (rlp.size() > max_record_bytes) return make_error_code(Errc::limit_exceeded);
    const Result<RecordItems> items = read_items(rlp);
    if (!items) return items.error();
    if (text_of(items->identity) != "v4") return make_error_code(Errc::unsupported);

    const Result<crypto::PublicKey> key = crypto::decompress(items->key);
    if (!key) return key.error();
    const Result<void> genuine = crypto::verify(*key, items->signature, content_hash(rlp));
    if (!genuine) return genuine.error();

    return Record{rlp, *key, items->sequence};
}

Record::Record(const net::NodeRecord& checked)
    : Record{checked.rlp, checked.id, checked.sequence} {}

Result<Record> Record::from_text(std::string_view text) {
    if (text.size() > max_text_size) return make_error_code(Errc::limit_exceeded);
    if (!text.starts_with(text_prefix)) return make_error_code(Errc::malformed);
    const std::optional<Bytes> rlp = from_base64url(text.substr(text_prefix.size()));
    if (!rlp) return make_error_code(Errc::malformed);
    return decode(*rlp);
}

std::string Record::text() const { return std::string{text_prefix} + to_base64url(rlp_); }

std::optional<BytesView> Record::value(std::string_view key) const noexcept {
    rlp::Reader in{rlp_};
    in.skip();
    in.skip();
    while (in.more()) {
        const BytesView name = in.bytes(max_record_bytes);
        const BytesView item = in.raw();
        if (text_of(name) == key) return item;
    }
    return std::nullopt;
}

namespace {

/// The bytes of an entry that is a string of exactly `N` bytes.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> string_of(std::optional<BytesView> value) {
    if (!value) return std::nullopt;
    const Result<rlp::Item> item = rlp::first(*value);
    if (!item || item->is_list || item->payload.size() != N) return std::nullopt;
    std::array<std::uint8_t, N> bytes;
    std::copy(item->payload.begin(), item->payload.end(), bytes.begin());
    return bytes;
}

}  // namespace

std::optional<asio::ip::address_v4> Record::ip4() const noexcept {
    const auto bytes = string_of<4>(value("ip"));
    if (!bytes) return std::nullopt;
    return asio::ip::address_v4{*bytes};
}

std::optional<asio::ip::address_v6> Record::ip6() const noexcept {
    const auto bytes = string_of<16>(value("ip6"));
    if (!bytes) return std::nullopt;
    return asio::ip::address_v6{*bytes};
}

std::optional<std::uint16_t> Record::port(std::string_view key) const noexcept {
    std::optional<BytesView> raw = value(key);
    if (!raw) return std::nullopt;
    const Result<std::uint64_t> number = rlp::first_u64(*raw);
    if (!number || *number == 0 || *number > UINT16_MAX) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

net::Endpoint Record::endpoint4() const {
    net::Endpoint endpoint;
    if (const std::optional<asio::ip::address_v4> address = ip4()) endpoint.address = *address;
    endpoint.tcp_port = tcp_port().value_or(0);
    endpoint.udp_port = udp_port().value_or(0);
    return endpoint;
}

net::Endpoint Record::endpoint6() const {
    net::Endpoint endpoint;
    endpoint.address = ip6().value_or(asio::ip::address_v6::any());
    endpoint.tcp_port = tcp6_port().value_or(tcp_port().value_or(0));
    endpoint.udp_port = udp6_port().value_or(udp_port().value_or(0));
    return endpoint;
}

net::NodeRecordPtr Record::share() const {
    auto record = std::make_shared<net::NodeRecord>();
    record->id = id_;
    record->sequence = sequence_;
    record->ip4 = endpoint4();
    record->ip6 = endpoint6();
    record->rlp = SharedBytes{rlp_};
    return record;
}

net::Node Record::node() const {
    net::Node node;
    node.id = id_;
    node.record = share();
    if (node.record->ip4.known()) node.set(node.record->ip4);
    if (node.record->ip6.known()) node.set(node.record->ip6);
    return node;
}

Result<net::Node> parse_node(std::string_view text) {
    if (!text.starts_with(text_prefix)) return net::Node::parse(text);
    const Result<Record> record = Record::from_text(text);
    if (!record) return record.error();
    return record->node();
}

}  // namespace plexus::enr
