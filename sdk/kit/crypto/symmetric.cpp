#include "symmetric.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
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

// Algorithms are fetched once: looking one up costs more than a short message.
using FetchedCipher = Owned<EVP_CIPHER, &EVP_CIPHER_free>;

FetchedCipher fetch_cipher(const char* name) {
    FetchedCipher cipher{EVP_CIPHER_fetch(nullptr, name, nullptr)};
    PLEXUS_ASSERT(cipher != nullptr);
    return cipher;
}

const EVP_CIPHER* aes_ctr(std::size_t key_bytes) {
    static const FetchedCipher aes_128 = fetch_cipher("AES-128-CTR");
    static const FetchedCipher aes_256 = fetch_cipher("AES-256-CTR");
    PLEXUS_ASSERT(key_bytes == 16 || key_bytes == 32);
    return (key_bytes == 16 ? aes_128 : aes_256).get();
}

const EVP_CIPHER* aes_256_ecb() {
    static const FetchedCipher cipher = fetch_cipher("AES-256-ECB");
    return cipher.get();
}

CipherContext make_cipher(const EVP_CIPHER* kind, BytesView key, const std::uint8_t* iv) {
    CipherContext context{EVP_CIPHER_CTX_new()};
    PLEXUS_ASSERT(context != nullptr);
    PLEXUS_ASSERT(EVP_EncryptInit_ex2(context.get(), kind, key.data(), iv, nullptr) == 1);
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

AesCtr::AesCtr(BytesView key, const AesBytes& counter)
    : cipher_{std::make_unique<Cipher>(make_cipher(aes_ctr(key.size()), key, counter.data()))} {}
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
    : cipher_{std::make_shared<Cipher>(make_cipher(aes_256_ecb(), key, nullptr))} {}

AesBytes AesBlock::encrypt(const AesBytes& block) noexcept {
    AesBytes encrypted = block;
    encrypt_in_place(cipher_->context.get(), encrypted.bytes);
    return encrypted;
}

namespace {

/// SHA-256 of what it is given.
class Digest {
public:
    Digest() noexcept : context_{EVP_MD_CTX_new()} {
        static const Owned<EVP_MD, &EVP_MD_free> algorithm{
            EVP_MD_fetch(nullptr, "SHA256", nullptr)};
        PLEXUS_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm.get(), nullptr) == 1);
    }

    void update(BytesView data) noexcept {
        PLEXUS_ASSERT(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1);
    }

    Hash256 finish() noexcept {
        Hash256 digest;
        PLEXUS_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
        return digest;
    }

private:
    Owned<EVP_MD_CTX, &EVP_MD_CTX_free> context_;
};

constexpr std::size_t hmac_block = 64;  // of SHA-256

/// The key of HMAC, as long as a block, and with every byte changed.
class HmacPad {
public:
    HmacPad(BytesView key, std::uint8_t change) noexcept {
        std::copy(key.begin(), key.end(), bytes_.begin());
        for (std::uint8_t& byte : bytes_) byte = static_cast<std::uint8_t>(byte ^ change);
    }
    ~HmacPad() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
    HmacPad(const HmacPad&) = delete;
    HmacPad& operator=(const HmacPad&) = delete;

    BytesView view() const noexcept { return bytes_; }

private:
    std::array<std::uint8_t, hmac_block> bytes_{};
};

}  // namespace

Hash256 sha256(std::initializer_list<BytesView> parts) noexcept {
    Digest digest;
    for (const BytesView part : parts) digest.update(part);
    return digest.finish();
}

// OpenSSL's own HMAC looks its digest up by name each time, which costs more than a short message.
Hash256 hmac_sha256(BytesView key, std::initializer_list<BytesView> parts) noexcept {
    Hash256 hashed;
    if (key.size() > hmac_block) key = (hashed = sha256({key})).view();
    Digest inner;
    inner.update(HmacPad(key, 0x36).view());
    for (const BytesView part : parts) inner.update(part);
    Digest outer;
    outer.update(HmacPad(key, 0x5c).view());
    outer.update(inner.finish());
    return outer.finish();
}

bool equal_constant_time(BytesView left, BytesView right) noexcept {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace plexus::crypto
