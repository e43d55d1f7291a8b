#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>

#include "ecies.hpp"

namespace plexus::rlpx {

/// The two packets before the first frame, and what both sides know after them. No sockets here:
/// packets are the bytes as sent, with their size prefix.
/// @spec  RLPx, "Initial Handshake"; EIP-8

/// The content of the auth packet, auth-body: `[sig, initiator-pubk, initiator-nonce, auth-vsn]`.
struct Auth {
    /// sig: by the initiator's ephemeral key, over static-shared-secret ^ initiator-nonce
    crypto::Signature signature;
    crypto::PublicKey initiator;  ///< initiator-pubk, the static key
    Hash256 nonce;                ///< initiator-nonce
};

/// The content of the ack packet, ack-body: `[recipient-ephemeral-pubk, recipient-nonce, ack-vsn]`.
struct Ack {
    crypto::PublicKey ephemeral;  ///< recipient-ephemeral-pubk
    Hash256 nonce;                ///< recipient-nonce
};

/// Further elements, other values of auth-vsn and auth-padding are ignored, as EIP-8 demands.
/// @errors  malformed, non_canonical
Result<Auth> decode_auth(BytesView plain);
/// As `decode_auth`, with ack-vsn and ack-padding.
Result<Ack> decode_ack(BytesView plain);

/// Makes a packet of the list auth-body or ack-body: appends auth-padding, encrypts it
/// (enc-auth-body, enc-ack-body), and puts auth-size or ack-size in front.
Result<Bytes> seal_packet(const crypto::PublicKey& recipient, Bytes list);

/// @param packet  with its size prefix
/// @errors        as ecies::decrypt
Result<Bytes> open_packet(const KeyAgreement& ours, BytesView packet);

/// The bytes of auth-size and ack-size.
inline constexpr std::size_t size_prefix_bytes = 2;

/// How many bytes follow the prefix.
/// @errors  limit_exceeded, malformed: judged before anything is read into memory
Result<std::size_t> packet_size(const FixedBytes<size_prefix_bytes>& prefix);

enum class Role : std::uint8_t { initiator, recipient };

/// Both packets, and the nonces in them: what the MAC states begin with.
struct Transcript {
    Hash256 initiator_nonce;
    Hash256 recipient_nonce;
    BytesView auth;
    BytesView ack;
};

/// What the frames of a connection are encrypted and authenticated with.
struct Secrets {
    Hash256 aes;                ///< aes-secret
    Hash256 mac;                ///< mac-secret
    crypto::Keccak256 egress;   ///< egress-mac: the MAC state of what we send
    crypto::Keccak256 ingress;  ///< ingress-mac: the MAC state of what we receive
};

/// Derives shared-secret, and from it aes-secret, mac-secret, egress-mac and ingress-mac.
/// @param agreed  ephemeral-key: the x coordinate of the ephemeral keys' Diffie-Hellman point
Secrets derive_secrets(Role role, const Hash256& agreed, const Transcript& transcript);

/// The node's own static key, static-privkey: its public key, and what it agrees with others.
struct Identity {
    crypto::PublicKey id;
    KeyAgreement agree;
};

/// The dialling side, the initiator: send `packet()`, then finish with the ack that comes back.
class Initiator {
public:
    /// @errors  bad_key if `remote` is not a point of the curve
    static Result<Initiator> begin(const Identity& ours, const crypto::PublicKey& remote);

    BytesView packet() const noexcept { return auth_; }
    Result<Secrets> finish(const Identity& ours, BytesView ack) const;

private:
    Initiator() = default;

    crypto::SecretKey ephemeral_ = crypto::SecretKey::generate();
    Hash256 nonce_;
    Bytes auth_;
};

/// What the recipient knows after auth: send `packet`, the ack, and frames can begin.
struct AcceptedAuth {
    crypto::PublicKey remote;
    Bytes packet;
    Secrets secrets;
};

/// @errors  malformed, non_canonical, bad_key, bad_signature; the remote must not be told which
Result<AcceptedAuth> accept_auth(const Identity& ours, BytesView auth);

}  // namespace plexus::rlpx
