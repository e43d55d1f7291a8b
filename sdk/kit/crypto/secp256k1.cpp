#include "secp256k1.hpp"

#include <openssl/crypto.h>
#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <memory>
#include <optional>

#include <api/core/assert.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::crypto {
namespace {

struct Destroy {
    void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using Context = std::unique_ptr<secp256k1_context, Destroy>;

constexpr std::uint8_t uncompressed_prefix = 0x04;  // SEC 1, section 2.3.3
constexpr int max_recovery_id = 3;

/// Made once, then only read, which libsecp256k1 allows from any thread. The static context of the
/// library would do for all but signing; blinding makes signing and ECDH harder to watch.
const secp256k1_context* context() {
    static const Context shared = [] {
        Context made{secp256k1_context_create(SECP256K1_CONTEXT_NONE)};
        PLEXUS_ASSERT(made != nullptr);
        const auto seed = random_fixed<32>();
        PLEXUS_ASSERT(secp256k1_context_randomize(made.get(), seed.data()) == 1);
        return made;
    }();
    return shared.get();
}

std::optional<secp256k1_pubkey> parse(BytesView serialized) noexcept {
    secp256k1_pubkey point;
    if (secp256k1_ec_pubkey_parse(context(), &point, serialized.data(), serialized.size()) != 1)
        return std::nullopt;
    return point;
}

/// The prefix is written here, so that no hybrid form is accepted.
std::optional<secp256k1_pubkey> parse(const PublicKey& key) noexcept {
    FixedBytes<65> serialized;
    serialized.bytes[0] = uncompressed_prefix;
    std::copy(key.begin(), key.end(), serialized.bytes.begin() + 1);
    return parse(serialized.view());
}

PublicKey to_public_key(const secp256k1_pubkey& point) noexcept {
    FixedBytes<65> serialized;
    std::size_t size = serialized.size();
    secp256k1_ec_pubkey_serialize(context(), serialized.data(), &size, &point,
                                  SECP256K1_EC_UNCOMPRESSED);
    PublicKey key;
    std::copy(serialized.begin() + 1, serialized.end(), key.bytes.begin());
    return key;
}

/// What libsecp256k1 is to do with the shared point: no hash, but hand over both coordinates.
int take_point(unsigned char* output, const unsigned char* x, const unsigned char* y, void*) {
    std::copy_n(x, 32, output);
    std::copy_n(y, 32, output + 32);
    return 1;
}

}  // namespace

SecretKey SecretKey::generate() {
    for (;;) {  // one number in 2^128 is out of range
        SecretKey key{random_fixed<32>()};
        if (secp256k1_ec_seckey_verify(context(), key.bytes_.data()) == 1) return key;
    }
}

Result<SecretKey> SecretKey::from(BytesView bytes) noexcept {
    if (bytes.size() != FixedBytes<32>::size()) return Errc::bad_key;
    SecretKey key{FixedBytes<32>{}};
    std::copy(bytes.begin(), bytes.end(), key.bytes_.bytes.begin());
    if (secp256k1_ec_seckey_verify(context(), key.bytes_.data()) != 1) return Errc::bad_key;
    return key;
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

PublicKey public_key(const SecretKey& key) noexcept {
    secp256k1_pubkey point;
    PLEXUS_ASSERT(secp256k1_ec_pubkey_create(context(), &point, key.reveal().data()) == 1);
    return to_public_key(point);
}

Signature sign(const SecretKey& key, const Hash256& hash) noexcept {
    secp256k1_ecdsa_recoverable_signature made;
    PLEXUS_ASSERT(secp256k1_ecdsa_sign_recoverable(context(), &made, hash.data(),
                                                   key.reveal().data(), nullptr, nullptr) == 1);
    Signature signature;
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), signature.data(),
                                                            &recovery_id, &made);
    signature.bytes.back() = static_cast<std::uint8_t>(recovery_id);
    return signature;
}

Result<PublicKey> recover(const Signature& signature, const Hash256& hash) noexcept {
    const int recovery_id = signature.bytes.back();
    if (recovery_id > max_recovery_id) return Errc::bad_signature;
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey point;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &parsed, signature.data(),
                                                            recovery_id) != 1 ||
        secp256k1_ecdsa_recover(context(), &point, &parsed, hash.data()) != 1)
        return Errc::bad_signature;
    return to_public_key(point);
}

Result<void> verify(const PublicKey& key, BytesView signature, const Hash256& hash) noexcept {
    const auto compact = FixedBytes<64>::from(signature);
    if (!compact) return Errc::bad_signature;
    const auto point = parse(key);
    if (!point) return Errc::bad_key;
    secp256k1_ecdsa_signature parsed;
    if (secp256k1_ecdsa_signature_parse_compact(context(), &parsed, compact->data()) != 1 ||
        secp256k1_ecdsa_verify(context(), &parsed, hash.data(), &*point) != 1)
        return Errc::bad_signature;
    return {};
}

Result<PublicKey> ecdh(const SecretKey& ours, const PublicKey& theirs) noexcept {
    const auto point = parse(theirs);
    if (!point) return Errc::bad_key;
    PublicKey shared;
    PLEXUS_ASSERT(secp256k1_ecdh(context(), shared.data(), &*point, ours.reveal().data(),
                                 &take_point, nullptr) == 1);
    return shared;
}

Result<FixedBytes<32>> ecdh_x(const SecretKey& ours, const PublicKey& theirs) noexcept {
    const Result<PublicKey> shared = ecdh(ours, theirs);
    if (!shared) return shared.error();
    return *FixedBytes<32>::from(shared->view().first(32));
}

Result<void> check(const PublicKey& key) noexcept {
    if (!parse(key)) return Errc::bad_key;
    return {};
}

Result<PublicKey> parse_uncompressed(BytesView bytes) noexcept {
    if (bytes.size() != 65 || bytes[0] != uncompressed_prefix) return Errc::bad_key;
    const auto key = *PublicKey::from(bytes.subspan(1));
    if (!parse(key)) return Errc::bad_key;
    return key;
}

Result<CompressedKey> compress(const PublicKey& key) noexcept {
    const auto point = parse(key);
    if (!point) return Errc::bad_key;
    CompressedKey compressed;
    std::size_t size = compressed.size();
    secp256k1_ec_pubkey_serialize(context(), compressed.data(), &size, &*point,
                                  SECP256K1_EC_COMPRESSED);
    return compressed;
}

Result<PublicKey> decompress(BytesView bytes) noexcept {
    if (bytes.size() != CompressedKey::size()) return Errc::bad_key;
    const auto point = parse(bytes);
    if (!point) return Errc::bad_key;
    return to_public_key(*point);
}

}  // namespace plexus::crypto
