#include "symmetric.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <limits>

#include <api/core/assert.hpp>

namespace plexus::crypto {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const noexcept {
        release(object);
    }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;

using CipherContext = Owned<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

CipherContext make_cipher(const EVP_CIPHER* kind, BytesView key, const std::uint8_t* iv) {
    CipherContext context{EVP_CIPHER_CTX_new()};
    PLEXUS_ASSERT(context != nullptr);
    PLEXUS_ASSERT(EVP_EncryptInit_ex(context.get(), kind, nullptr, key.data(), iv) == 1);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    return context;
}

void encrypt_in_place(EVP_CIPHER_CTX* context, std::span<std::uint8_t> data) noexcept {
    PLEXUS_ASSERT(data.size() <= std::numeric_limits<int>::max());
    const int size = static_cast<int>(data.size());
    int written = 0;
    PLEXUS_ASSERT(EVP_EncryptUpdate(context, data.data(), &written, data.data(), size) == 1);
    PLEXUS_ASSERT(written == size);
}

}  // namespace

struct AesCtr::Cipher {
    CipherContext context;
};

AesCtr::AesCtr(BytesView key, const AesBytes& counter) {
    PLEXUS_ASSERT(key.size() == 16 || key.size() == 32);
    const EVP_CIPHER* kind = key.size() == 16 ? EVP_aes_128_ctr() : EVP_aes_256_ctr();
    cipher_ = std::make_unique<Cipher>(make_cipher(kind, key, counter.data()));
}
AesCtr::AesCtr(AesCtr&&) noexcept = default;
AesCtr& AesCtr::operator=(AesCtr&&) noexcept = default;
AesCtr::~AesCtr() = default;

void AesCtr::apply(std::span<std::uint8_t> data) noexcept {
    encrypt_in_place(cipher_->context.get(), data);
}

struct AesBlock::Cipher {
    CipherContext context;
};

AesBlock::AesBlock(const FixedBytes<32>& key)
    : cipher_{std::make_unique<Cipher>(make_cipher(EVP_aes_256_ecb(), key, nullptr))} {}
AesBlock::AesBlock(AesBlock&&) noexcept = default;
AesBlock& AesBlock::operator=(AesBlock&&) noexcept = default;
AesBlock::~AesBlock() = default;

AesBytes AesBlock::encrypt(const AesBytes& block) noexcept {
    AesBytes encrypted = block;
    encrypt_in_place(cipher_->context.get(), encrypted.bytes);
    return encrypted;
}

// Algorithms are fetched once: looking one up costs more than a short hash.

Hash256 sha256(std::initializer_list<BytesView> parts) noexcept {
    static const Owned<EVP_MD, &EVP_MD_free> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    const Owned<EVP_MD_CTX, &EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    PLEXUS_ASSERT(EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1);
    for (const BytesView part : parts)
        PLEXUS_ASSERT(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    Hash256 digest;
    PLEXUS_ASSERT(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    return digest;
}

Hash256 hmac_sha256(BytesView key, std::initializer_list<BytesView> parts) noexcept {
    static const Owned<EVP_MAC, &EVP_MAC_free> algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    const Owned<EVP_MAC_CTX, &EVP_MAC_CTX_free> context{EVP_MAC_CTX_new(algorithm.get())};
    char digest_name[] = "SHA256";  // OSSL_PARAM is not const-correct
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
        OSSL_PARAM_construct_end()};
    PLEXUS_ASSERT(EVP_MAC_init(context.get(), key.data(), key.size(), params) == 1);
    for (const BytesView part : parts)
        PLEXUS_ASSERT(EVP_MAC_update(context.get(), part.data(), part.size()) == 1);
    Hash256 mac;
    std::size_t size = 0;
    PLEXUS_ASSERT(EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) == 1);
    return mac;
}

bool equal_constant_time(BytesView left, BytesView right) noexcept {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace plexus::crypto
