#include "versioned_hash.hpp"

#include <kit/crypto/symmetric.hpp>

namespace plexus::inline v1::eth {

Hash256 versioned_hash(const FixedBytes<48>& commitment) noexcept {
    constexpr std::uint8_t kzg = 0x01;  // EIP-4844, VERSIONED_HASH_VERSION_KZG
    Hash256 hash = crypto::sha256({commitment.view()});
    hash.bytes.front() = kzg;
    return hash;
}

}  // namespace plexus::inline v1::eth
