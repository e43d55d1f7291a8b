#pragma once

#include <cstdint>
#include <span>

#include <api/core/bytes.hpp>

namespace plexus::crypto {

/// Unpredictable bytes from OpenSSL's generator, fit for keys and nonces. Ends the process if the
/// generator cannot be seeded: there is no safe way on.
/// @thread  any
void random_bytes(std::span<std::uint8_t> out) noexcept;

/// 64 random bits, as `random_bytes`.
std::uint64_t random_u64() noexcept;

/// `N` random bytes, as `random_bytes`.
template <std::size_t N>
FixedBytes<N> random_fixed() noexcept {
    FixedBytes<N> result;
    random_bytes(result.bytes);
    return result;
}

}  // namespace plexus::crypto
