#include "handshake.hpp"

#include <kit/crypto/symmetric.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

#include "limits.hpp"

namespace plexus::rlpx {
namespace {

/// auth-vsn and ack-vsn.
constexpr std::uint64_t handshake_version = 4;

/// auth-padding makes the shortest auth longer than the 307 bytes of the form before EIP-8: some
/// listeners read that many bytes first. go-ethereum pads with 100 to 199 bytes as well.
constexpr std::size_t min_padding = 100;
constexpr std::size_t padding_choices = 100;

Hash256 operator^(const Hash256& left, const Hash256& right) {
    Hash256 result;
    for (std::size_t i = 0; i < Hash256::size_bytes; ++i) {
        result.bytes[i] = static_cast<std::uint8_t>(left.bytes[i] ^ right.bytes[i]);
    }
    return result;
}

Bytes encode(const Auth& auth) {
    rlp::Writer out;
    out.list([&] {
        out.fixed(auth.signature);
        out.fixed(auth.initiator);
        out.fixed(auth.nonce);
        out.u64(handshake_version);
    });
    return out.take();
}

Bytes encode(const Ack& ack) {
    rlp::Writer out;
    out.list([&] {
        out.fixed(ack.ephemeral);
        out.fixed(ack.nonce);
        out.u64(handshake_version);
    });
    return out.take();
}

/// The first state of an egress-mac or ingress-mac.
crypto::Keccak256 mac_state(const Hash256& seed, BytesView packet) {
    crypto::Keccak256 state;
    state.update(seed);
    state.update(packet);
    return state;
}

}  // namespace

Result<Auth> decode_auth(BytesView plain) {
    rlp::Reader in{plain, rlp::Tail::ignored};
    Auth auth;
    auth.signature = in.fixed<65>();
    auth.initiator = in.fixed<64>();
    auth.nonce = in.fixed<32>();
    in.skip();  // auth-vsn, which EIP-8 tells us not to compare
    const Result<void> good = in.finish(rlp::Extra::ignored);
    if (!good) return good.error();
    return auth;
}

Result<Ack> decode_ack(BytesView plain) {
    rlp::Reader in{plain, rlp::Tail::ignored};
    Ack ack;
    ack.ephemeral = in.fixed<64>();
    ack.nonce = in.fixed<32>();
    in.skip();  // ack-vsn
    const Result<void> good = in.finish(rlp::Extra::ignored);
    if (!good) return good.error();
    return ack;
}

Result<Bytes> seal_packet(const crypto::PublicKey& recipient, Bytes list) {
    list.resize(list.size() + min_padding + crypto::random_u64() % padding_choices);
    const std::size_t size = list.size() + ecies::overhead;
    Bytes packet{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    const Result<Bytes> sealed = ecies::encrypt(recipient, list, packet);
    if (!sealed) return sealed.error();
    packet.insert(packet.end(), sealed->begin(), sealed->end());
    return packet;
}

Result<Bytes> open_packet(const KeyAgreement& ours, BytesView packet) {
    if (packet.size() < size_prefix_bytes) return make_error_code(Errc::malformed);
    return ecies::decrypt(ours, packet.subspan(size_prefix_bytes), packet.first(size_prefix_bytes));
}

Result<std::size_t> packet_size(const FixedBytes<size_prefix_bytes>& prefix) {
    const std::size_t size = std::size_t{prefix.bytes[0]} << 8 | prefix.bytes[1];
    if (size > max_handshake_packet) return make_error_code(Errc::limit_exceeded);
    if (size < ecies::overhead) return make_error_code(Errc::malformed);
    return size;
}

Secrets derive_secrets(Role role, const Hash256& agreed, const Transcript& transcript) {
    const Hash256 nonces =
        crypto::keccak256({transcript.recipient_nonce, transcript.initiator_nonce});
    const Hash256 shared_secret = crypto::keccak256({agreed, nonces});
    Secrets secrets;
    secrets.aes = crypto::keccak256({agreed, shared_secret});
    secrets.mac = crypto::keccak256({agreed, secrets.aes});
    const auto from_initiator =
        mac_state(secrets.mac ^ transcript.recipient_nonce, transcript.auth);
    const auto from_recipient = mac_state(secrets.mac ^ transcript.initiator_nonce, transcript.ack);
    const bool dialled = role == Role::initiator;
    secrets.egress = dialled ? from_initiator : from_recipient;
    secrets.ingress = dialled ? from_recipient : from_initiator;
    return secrets;
}

Result<Initiator> Initiator::begin(const Identity& ours, const crypto::PublicKey& remote) {
    const Result<Hash256> static_shared_secret = ours.agree(remote);
    if (!static_shared_secret) return static_shared_secret.error();
    Initiator result;
    result.nonce_ = crypto::random_fixed<32>();
    const Auth auth{crypto::sign(result.ephemeral_, *static_shared_secret ^ result.nonce_), ours.id,
                    result.nonce_};
    Result<Bytes> packet = seal_packet(remote, encode(auth));
    if (!packet) return packet.error();
    result.auth_ = std::move(*packet);
    return result;
}

Result<Secrets> Initiator::finish(const Identity& ours, BytesView packet) const {
    const Result<Bytes> plain = open_packet(ours.agree, packet);
    if (!plain) return plain.error();
    const Result<Ack> ack = decode_ack(*plain);
    if (!ack) return ack.error();
    const Result<Hash256> agreed = crypto::ecdh_x(ephemeral_, ack->ephemeral);
    if (!agreed) return agreed.error();
    return derive_secrets(Role::initiator, *agreed, {nonce_, ack->nonce, auth_, packet});
}

Result<AcceptedAuth> accept_auth(const Identity& ours, BytesView packet) {
    const Result<Bytes> plain = open_packet(ours.agree, packet);
    if (!plain) return plain.error();
    const Result<Auth> auth = decode_auth(*plain);
    if (!auth) return auth.error();
    const Result<Hash256> static_shared_secret = ours.agree(auth->initiator);
    if (!static_shared_secret) return static_shared_secret.error();
    const auto theirs = crypto::recover(auth->signature, *static_shared_secret ^ auth->nonce);
    if (!theirs) return theirs.error();

    const crypto::SecretKey ephemeral = crypto::SecretKey::generate();
    const Result<Hash256> agreed = crypto::ecdh_x(ephemeral, *theirs);
    if (!agreed) return agreed.error();
    const Ack ack{crypto::public_key(ephemeral), crypto::random_fixed<32>()};
    Result<Bytes> reply = seal_packet(auth->initiator, encode(ack));
    if (!reply) return reply.error();
    Secrets secrets =
        derive_secrets(Role::recipient, *agreed, {auth->nonce, ack.nonce, packet, *reply});
    return AcceptedAuth{auth->initiator, std::move(*reply), std::move(secrets)};
}

}  // namespace plexus::rlpx
