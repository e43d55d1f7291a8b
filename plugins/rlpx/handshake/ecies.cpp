#include "ecies.hpp"

#include <kit/crypto/symmetric.hpp>

namespace plexus::rlpx::ecies {
namespace {

constexpr std::size_t key_bytes = 65;
constexpr std::size_t iv_bytes = 16;
constexpr std::size_t mac_bytes = 32;
constexpr std::uint8_t uncompressed_prefix = 0x04;
constexpr std::array<std::uint8_t, 4> first_counter{0, 0, 0, 1};

struct Keys {
    FixedBytes<16> encryption;
    Hash256 mac;
};

/// One round of NIST SP 800-56 concatenation: 32 bytes are just enough for both keys.
Keys derive(const Hash256& shared) {
    const Hash256 material = crypto::sha256({first_counter, shared});
    Keys keys;
    std::copy_n(material.begin(), keys.encryption.size(), keys.encryption.bytes.begin());
    keys.mac = crypto::sha256({material.view().subspan(keys.encryption.size())});
    return keys;
}

}  // namespace

Result<Bytes> encrypt(const crypto::PublicKey& recipient, BytesView plain,
                      BytesView authenticated) {
    const crypto::SecretKey ephemeral = crypto::SecretKey::generate();
    const Result<Hash256> shared = crypto::ecdh_x(ephemeral, recipient);
    if (!shared) return shared.error();
    const Keys keys = derive(*shared);
    const crypto::PublicKey ours = crypto::public_key(ephemeral);
    const auto iv = crypto::random_fixed<iv_bytes>();

    Bytes sealed;
    sealed.reserve(plain.size() + overhead);
    sealed.push_back(uncompressed_prefix);
    sealed.insert(sealed.end(), ours.begin(), ours.end());
    sealed.insert(sealed.end(), iv.begin(), iv.end());
    sealed.insert(sealed.end(), plain.begin(), plain.end());
    const std::span<std::uint8_t> covered = std::span{sealed}.subspan(key_bytes);
    crypto::AesCtr(keys.encryption, iv).apply(covered.subspan(iv_bytes));
    const Hash256 mac = crypto::hmac_sha256(keys.mac, {covered, authenticated});
    sealed.insert(sealed.end(), mac.begin(), mac.end());
    return sealed;
}

Result<Bytes> decrypt(const KeyAgreement& ours, BytesView sealed, BytesView authenticated) {
    if (sealed.size() < overhead) return make_error_code(Errc::malformed);
    const auto theirs = crypto::parse_uncompressed(sealed.first(key_bytes));
    if (!theirs) return theirs.error();
    const Result<Hash256> shared = ours(*theirs);
    if (!shared) return shared.error();
    const Keys keys = derive(*shared);

    const BytesView covered = sealed.subspan(key_bytes, sealed.size() - key_bytes - mac_bytes);
    const Hash256 mac = crypto::hmac_sha256(keys.mac, {covered, authenticated});
    if (!crypto::equal_constant_time(mac, sealed.last(mac_bytes))) {
        return make_error_code(Errc::bad_signature);
    }
    const BytesView cipher = covered.subspan(iv_bytes);
    Bytes plain(cipher.begin(), cipher.end());
    const auto iv = crypto::AesBytes::from(covered.first(iv_bytes)).value();
    crypto::AesCtr(keys.encryption, iv).apply(plain);
    return plain;
}

}  // namespace plexus::rlpx::ecies
