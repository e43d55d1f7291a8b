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

struct Auth {
    crypto::Signature signature;  ///< by the ephemeral key, over static secret XOR nonce
    crypto::PublicKey initiator;
    Hash256 nonce;
};

struct Ack {
    crypto::PublicKey ephemeral;
    Hash256 nonce;
};

/// Further elements, other versions and padding are ignored, as EIP-8 demands.
/// @errors  malformed, non_canonical
Result<Auth> decode_auth(BytesView plain);
Result<Ack> decode_ack(BytesView plain);

/// Pads and encrypts the list, and puts the size in front.
Result<Bytes> seal_packet(const crypto::PublicKey& recipient, Bytes list);

/// @param packet  with its size prefix
/// @errors        as ecies::decrypt
Result<Bytes> open_packet(const KeyAgreement& ours, BytesView packet);

inline constexpr std::size_t size_prefix_bytes = 2;

/// How many bytes follow the prefix.
/// @errors  limit_exceeded, malformed: judged before anything is read into memory
Result<std::size_t> packet_size(const FixedBytes<size_prefix_bytes>& prefix);

enum class Role : std::uint8_t { initiator, recipient };

/// Both packets, and the nonces in them.
struct Transcript {
    Hash256 initiator_nonce;
    Hash256 recipient_nonce;
    BytesView auth;
    BytesView ack;
};

struct Secrets {
    Hash256 aes;
    Hash256 mac;
    crypto::Keccak256 egress;  ///< MAC state of what we send
    crypto::Keccak256 ingress;
};

/// @param agreed  the x coordinate of the ephemeral keys' Diffie-Hellman point
Secrets derive_secrets(Role role, const Hash256& agreed, const Transcript& transcript);

/// The node's own static key.
struct Identity {
    crypto::PublicKey id;
    KeyAgreement agree;
};

/// The dialling side: send `packet()`, then finish with what comes back.
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

/// What the listening side knows after auth: send `packet`, and frames can begin.
struct Response {
    crypto::PublicKey remote;
    Bytes packet;
    Secrets secrets;
};

/// @errors  malformed, non_canonical, bad_key, bad_signature; the remote must not be told which
Result<Response> response_auth(const Identity& ours, BytesView auth);

}  // namespace plexus::rlpx
