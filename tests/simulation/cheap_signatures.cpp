#include <api/core/api.hpp>

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <array>
#include <map>

// In place of the functions of libsecp256k1 with these names, which the dynamic linker passes over:
// they are two thirds of what a simulated network would cost. A signature is the signer's key,
// covered by the hash that is signed. It fits its key and its hash alone, as a true one does;
// that anybody could forge it is of no use to the attackers of a simulation.

namespace {

constexpr std::size_t hash_bytes = 32;
constexpr std::size_t key_bytes = sizeof(secp256k1_pubkey::data);

using SecretBytes = std::array<unsigned char, 32>;

/// Covers or uncovers a key.
void combine(const unsigned char* in, const unsigned char* hash, unsigned char* out) {
    for (std::size_t i = 0; i < key_bytes; ++i) out[i] = in[i] ^ hash[i % hash_bytes];
}

const secp256k1_pubkey* key_of(const secp256k1_context* context, const unsigned char* secret) {
    static std::map<SecretBytes, secp256k1_pubkey> known;
    SecretBytes bytes{};
    std::copy_n(secret, bytes.size(), bytes.begin());
    const auto [place, is_new] = known.try_emplace(bytes);
    if (is_new && secp256k1_ec_pubkey_create(context, &place->second, secret) != 1) return nullptr;
    return &place->second;
}

}  // namespace

extern "C" PLEXUS_API int secp256k1_ecdsa_sign_recoverable(
    const secp256k1_context* context, secp256k1_ecdsa_recoverable_signature* signature,
    const unsigned char* hash, const unsigned char* secret, secp256k1_nonce_function, const void*) {
    const secp256k1_pubkey* const key = key_of(context, secret);
    if (key == nullptr) return 0;
    std::ranges::fill(signature->data, 0);
    combine(key->data, hash, signature->data);
    return 1;
}

extern "C" PLEXUS_API int secp256k1_ecdsa_recover(
    const secp256k1_context*, secp256k1_pubkey* key,
    const secp256k1_ecdsa_recoverable_signature* signature, const unsigned char* hash) {
    combine(signature->data, hash, key->data);
    return 1;
}

extern "C" PLEXUS_API int secp256k1_ecdsa_verify(const secp256k1_context*,
                                                 const secp256k1_ecdsa_signature* signature,
                                                 const unsigned char* hash,
                                                 const secp256k1_pubkey* key) {
    std::array<unsigned char, key_bytes> signer{};
    combine(signature->data, hash, signer.data());
    return std::equal(signer.begin(), signer.end(), key->data) ? 1 : 0;
}
