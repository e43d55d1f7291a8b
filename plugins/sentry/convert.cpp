#include "convert.hpp"

#include <api/core/printable.hpp>
#include <api/net/peer.hpp>

#include <sstream>

#include "message_id.hpp"

namespace plexus::sentry {
namespace {

/// Longer names of clients are cut.
constexpr std::size_t longest_name = 256;

std::uint64_t word(BytesView bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes.subspan(at, 8)) value = value << 8 | byte;
    return value;
}

void put_word(std::uint8_t* out, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
}

void fill(proto::H256& out, BytesView bytes) {
    out.mutable_hi()->set_hi(word(bytes, 0));
    out.mutable_hi()->set_lo(word(bytes, 8));
    out.mutable_lo()->set_hi(word(bytes, 16));
    out.mutable_lo()->set_lo(word(bytes, 24));
}

void take(std::uint8_t* out, const proto::H256& hash) {
    put_word(out, hash.hi().hi());
    put_word(out + 8, hash.hi().lo());
    put_word(out + 16, hash.lo().hi());
    put_word(out + 24, hash.lo().lo());
}

std::string text_of(const asio::ip::tcp::endpoint& endpoint) {
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

}  // namespace

proto::H256 to_proto(const Hash256& hash) {
    proto::H256 out;
    fill(out, hash);
    return out;
}

proto::H512 to_proto(const net::NodeId& id) {
    proto::H512 out;
    fill(*out.mutable_hi(), id.view().first(32));
    fill(*out.mutable_lo(), id.view().last(32));
    return out;
}

Hash256 from_proto(const proto::H256& hash) {
    Hash256 out;
    take(out.data(), hash);
    return out;
}

net::NodeId from_proto(const proto::H512& id) {
    net::NodeId out;
    take(out.data(), id.hi());
    take(out.data() + 32, id.lo());
    return out;
}

proto::PeerInfo info_of(const net::Peer& peer) {
    proto::PeerInfo info;
    info.set_id(to_hex(peer.node().id));
    info.set_name(printable(peer.client(), longest_name));
    info.set_enode(peer.node().enode());
    info.add_caps(eth68_capability);
    info.set_conn_local_addr(text_of(peer.local()));
    info.set_conn_remote_addr(text_of(peer.node().endpoint().tcp()));
    info.set_conn_is_inbound(peer.direction() == net::Direction::inbound);
    return info;
}

}  // namespace plexus::sentry
