#include "datagram.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>

namespace plexus::discv4 {
namespace {

// packet-header is hash ‖ signature ‖ packet-type; packet-data follows.
// @spec devp2p discv4, "Wire Protocol"
constexpr std::size_t hash_bytes = Hash256::size_bytes;
constexpr std::size_t type_at = hash_bytes + crypto::Signature::size_bytes;
constexpr std::size_t body_at = type_at + 1;

bool is_known(std::uint8_t type) {
    return type >= static_cast<std::uint8_t>(PacketType::ping) &&
           type <= static_cast<std::uint8_t>(PacketType::enr_response);
}

}  // namespace

Result<void> inspect(BytesView datagram) noexcept {
    if (datagram.size() <= body_at) return make_error_code(Errc::malformed);
    const std::uint8_t type = datagram[type_at];
    const bool may_be_large = type == static_cast<std::uint8_t>(PacketType::neighbors);
    const std::size_t limit = may_be_large ? max_received_bytes : max_datagram_bytes;
    if (datagram.size() > limit) return make_error_code(Errc::limit_exceeded);
    if (!is_known(type)) return make_error_code(Errc::unsupported);
    const Hash256 hash = crypto::keccak256(datagram.subspan(hash_bytes));
    if (!std::ranges::equal(hash, datagram.first(hash_bytes))) {
        return make_error_code(Errc::malformed);
    }
    return {};
}

Result<Opened> open(BytesView datagram) {
    const Result<void> sound = inspect(datagram);
    if (!sound) return sound.error();
    const auto signature =
        crypto::Signature::from(datagram.subspan(hash_bytes, crypto::Signature::size_bytes));
    const Hash256 digest = crypto::keccak256(datagram.subspan(type_at));
    const Result<crypto::PublicKey> sender = crypto::recover(*signature, digest);
    if (!sender) return sender.error();

    Opened opened;
    opened.hash = *Hash256::from(datagram.first(hash_bytes));
    opened.sender = *sender;
    opened.type = static_cast<PacketType>(datagram[type_at]);
    opened.body = datagram.subspan(body_at);
    return opened;
}

Result<Sealed> seal(const Packet& packet, const net::LocalNode& self) {
    const Bytes body = encode(packet);
    if (body_at + body.size() > max_datagram_bytes) return make_error_code(Errc::limit_exceeded);

    Sealed sealed;
    sealed.datagram.resize(body_at);
    sealed.datagram[type_at] = static_cast<std::uint8_t>(type_of(packet));
    sealed.datagram.insert(sealed.datagram.end(), body.begin(), body.end());

    const BytesView signed_part = BytesView{sealed.datagram}.subspan(type_at);
    const Result<net::RecoverableSignature> signature = self.sign(crypto::keccak256(signed_part));
    if (!signature) return signature.error();
    std::ranges::copy(*signature, sealed.datagram.begin() + hash_bytes);
    sealed.hash = crypto::keccak256(BytesView{sealed.datagram}.subspan(hash_bytes));
    std::ranges::copy(sealed.hash, sealed.datagram.begin());
    return sealed;
}

}  // namespace plexus::discv4
