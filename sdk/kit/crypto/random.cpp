#include "random.hpp"

#include <openssl/rand.h>

#include <bit>
#include <limits>

#include <api/core/assert.hpp>

namespace plexus::crypto {

void random_bytes(std::span<std::uint8_t> out) noexcept {
    PLEXUS_ASSERT(out.size() <= std::numeric_limits<int>::max());
    PLEXUS_ASSERT(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

std::uint64_t random_u64() noexcept {
    return std::bit_cast<std::uint64_t>(random_fixed<sizeof(std::uint64_t)>());
}

}  // namespace plexus::crypto
