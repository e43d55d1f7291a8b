#include "cipher.hpp"

#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include <api/core/assert.hpp>
#include <kit/crypto/symmetric.hpp>

namespace plexus::discv5 {
namespace {

/// kdf-info begins with this.
constexpr std::string_view agreement_text = "discovery v5 key agreement";
/// id-signature-text, with which id-signature-input begins.
constexpr std::string_view proof_text = "discovery v5 identity proof";

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

int size_of(BytesView bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

Bytes encrypt(const SecretBytes& key, const Nonce& nonce, BytesView message, BytesView associated) {
    const Context context{EVP_CIPHER_CTX_new()};
    Bytes sealed(message.size() + tag_bytes);
    int size = 0;
    // The sizes are right, so the only failure is a lack of memory.
    const bool done =
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.bytes.data(),
                           nonce.bytes.data()) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, associated.data(), size_of(associated)) ==
            1 &&
        EVP_EncryptUpdate(context.get(), sealed.data(), &size, message.data(), size_of(message)) ==
            1 &&
        EVP_EncryptFinal_ex(context.get(), sealed.data() + message.size(), &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes),
                            sealed.data() + message.size()) == 1;
    PLEXUS_ASSERT(done);
    return sealed;
}

Result<Bytes> decrypt(const SecretBytes& key, const Nonce& nonce, BytesView sealed,
                      BytesView associated) {
    if (sealed.size() < tag_bytes) return make_error_code(Errc::malformed);
    const BytesView body = sealed.first(sealed.size() - tag_bytes);
    FixedBytes<tag_bytes> tag = *FixedBytes<tag_bytes>::from(sealed.last(tag_bytes));
    const Context context{EVP_CIPHER_CTX_new()};
    Bytes message(body.size() + 1);  // never empty, so that its data() may be used
    int size = 0;
    const bool good =
        EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.bytes.data(),
                           nonce.bytes.data()) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &size, associated.data(), size_of(associated)) ==
            1 &&
        EVP_DecryptUpdate(context.get(), message.data(), &size, body.data(), size_of(body)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes),
                            tag.bytes.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), message.data() + body.size(), &size) == 1;
    if (!good) return make_error_code(Errc::bad_signature);
    message.resize(body.size());
    return message;
}

Result<SessionKeys> derive_keys(const crypto::PublicKey& shared, BytesView challenge,
                                const Hash256& initiator, const Hash256& recipient) {
    const Result<crypto::CompressedKey> secret = crypto::compress(shared);
    if (!secret) return secret.error();
    // HKDF with SHA-256 (RFC 5869); both keys together are one block of its output.
    constexpr FixedBytes<1> first_block{{1}};
    const Hash256 extracted = crypto::hmac_sha256(challenge, {secret->view()});
    const Hash256 expanded = crypto::hmac_sha256(
        extracted, {bytes_of(agreement_text), initiator, recipient, first_block});
    const BytesView both = expanded;
    return SessionKeys{*SecretBytes::from(both.first<16>()), *SecretBytes::from(both.last<16>())};
}

Hash256 id_digest(BytesView challenge, BytesView ephemeral_key, const Hash256& recipient) {
    return crypto::sha256({bytes_of(proof_text), challenge, ephemeral_key, recipient});
}

}  // namespace plexus::discv5
