#include "packet.hpp"

#include <algorithm>
#include <string_view>

#include <kit/crypto/symmetric.hpp>

namespace plexus::discv5 {
namespace {

// masking-iv ‖ static-header ‖ authdata ‖ message. static-header is protocol-id ‖ version ‖ flag ‖
// nonce ‖ authdata-size; masked-header is static-header ‖ authdata under the mask. @spec
// discv5-wire, "Packet Encoding"
constexpr std::size_t iv_bytes = 16;
constexpr std::size_t id_at = iv_bytes;
constexpr std::string_view protocol_id = "discv5";
constexpr std::size_t version_at = id_at + protocol_id.size();
constexpr std::uint16_t version = 1;
constexpr std::size_t flag_at = version_at + 2;
constexpr std::size_t nonce_at = flag_at + 1;
constexpr std::size_t auth_size_at = nonce_at + Nonce::size_bytes;
constexpr std::size_t auth_at = auth_size_at + 2;

constexpr std::size_t signature_bytes = 64;
constexpr std::size_t key_bytes = 33;
constexpr std::size_t who_are_you_bytes = IdNonce::size_bytes + 8;
constexpr std::size_t sizes_at = HashedId::size_bytes;
constexpr std::size_t handshake_bytes = sizes_at + 2;
/// The record of a handshake. @spec EIP-778
constexpr std::size_t max_record_bytes = 300;

crypto::AesCtr mask_of(const HashedId& to, BytesView iv) {
    return crypto::AesCtr{BytesView{to}.first(16), *crypto::AesBytes::from(iv.first(iv_bytes))};
}

std::uint64_t number_at(BytesView bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t digit : bytes.subspan(at, size)) value = value << 8 | digit;
    return value;
}

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void append_number(Bytes& out, std::uint64_t value, std::size_t size) {
    for (std::size_t at = size; at > 0; --at) {
        out.push_back(static_cast<std::uint8_t>(value >> (8 * (at - 1))));
    }
}

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

Result<AuthData> read_handshake(BytesView auth) {
    if (auth.size() < handshake_bytes) return make_error_code(Errc::malformed);
    const std::size_t signature_size = auth[sizes_at];
    const std::size_t key_size = auth[sizes_at + 1];
    const BytesView rest = auth.subspan(handshake_bytes);
    if (rest.size() < signature_size + key_size) return make_error_code(Errc::malformed);
    // The only identity scheme there is, "v4", has these sizes.
    if (signature_size != signature_bytes || key_size != key_bytes) {
        return make_error_code(Errc::unsupported);
    }
    const BytesView record = rest.subspan(signature_size + key_size);
    if (record.size() > max_record_bytes) return make_error_code(Errc::limit_exceeded);
    Handshake handshake;
    handshake.source = *HashedId::from(auth.first(HashedId::size_bytes));
    handshake.signature = copy_of(rest.first(signature_size));
    handshake.ephemeral_key = copy_of(rest.subspan(signature_size, key_size));
    handshake.record = copy_of(record);
    return AuthData{std::move(handshake)};
}

Result<AuthData> read_auth(std::uint8_t flag, BytesView auth) {
    if (flag == 2) return read_handshake(auth);
    if (flag == 1) {
        if (auth.size() != who_are_you_bytes) return make_error_code(Errc::malformed);
        WhoAreYou challenge;
        challenge.id_nonce = *IdNonce::from(auth.first(IdNonce::size_bytes));
        challenge.enr_sequence = number_at(auth, IdNonce::size_bytes, 8);
        return AuthData{challenge};
    }
    if (flag != 0) return make_error_code(Errc::unsupported);
    const auto source = HashedId::from(auth);
    if (!source) return make_error_code(Errc::malformed);
    return AuthData{Ordinary{*source}};
}

void write_auth(Bytes& out, const Ordinary& ordinary) { append(out, ordinary.source); }

void write_auth(Bytes& out, const WhoAreYou& challenge) {
    append(out, challenge.id_nonce);
    append_number(out, challenge.enr_sequence, 8);
}

void write_auth(Bytes& out, const Handshake& handshake) {
    append(out, handshake.source);
    append_number(out, handshake.signature.size(), 1);
    append_number(out, handshake.ephemeral_key.size(), 1);
    append(out, handshake.signature);
    append(out, handshake.ephemeral_key);
    append(out, handshake.record);
}

}  // namespace

bool is_ours(BytesView datagram, const HashedId& self) noexcept {
    if (datagram.size() < min_datagram_bytes || datagram.size() > max_datagram_bytes) return false;
    FixedBytes<protocol_id.size()> id =
        *FixedBytes<protocol_id.size()>::from(datagram.subspan(id_at, protocol_id.size()));
    mask_of(self, datagram).apply(id.bytes);
    return std::ranges::equal(id.bytes, bytes_of(protocol_id));
}

Result<Packet> open_packet(BytesView datagram, const HashedId& self) {
    if (!is_ours(datagram, self)) return make_error_code(Errc::malformed);
    Bytes plain = copy_of(datagram.first(auth_at));
    crypto::AesCtr mask = mask_of(self, datagram);
    mask.apply(std::span{plain}.subspan(iv_bytes));
    if (number_at(plain, version_at, 2) < version) return make_error_code(Errc::unsupported);
    const std::size_t auth_size = number_at(plain, auth_size_at, 2);
    if (auth_size > datagram.size() - auth_at) return make_error_code(Errc::malformed);

    append(plain, datagram.subspan(auth_at, auth_size));
    mask.apply(std::span{plain}.subspan(auth_at));
    Result<AuthData> auth = read_auth(plain[flag_at], BytesView{plain}.subspan(auth_at));
    if (!auth) return auth.error();
    Packet packet;
    packet.nonce = *Nonce::from(BytesView{plain}.subspan(nonce_at, Nonce::size_bytes));
    packet.auth = std::move(*auth);
    packet.associated = std::move(plain);
    packet.message = copy_of(datagram.subspan(auth_at + auth_size));
    const bool carries_message = !std::holds_alternative<WhoAreYou>(packet.auth);
    if (carries_message && packet.message.size() < tag_bytes) {
        return make_error_code(Errc::malformed);
    }
    return packet;
}

Bytes make_associated(const Nonce& nonce, const AuthData& auth, const FixedBytes<16>& masking_iv) {
    Bytes data;
    std::visit([&](const auto& fields) { write_auth(data, fields); }, auth);
    Bytes out;
    append(out, masking_iv);
    append(out, bytes_of(protocol_id));
    append_number(out, version, 2);
    append_number(out, auth.index(), 1);
    append(out, nonce);
    append_number(out, data.size(), 2);
    append(out, data);
    return out;
}

Bytes mask_packet(Bytes associated, BytesView message, const HashedId& to) {
    mask_of(to, associated).apply(std::span{associated}.subspan(iv_bytes));
    append(associated, message);
    return associated;
}

}  // namespace plexus::discv5
