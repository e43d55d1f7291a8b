#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>

namespace plexus::era {

/// CRC-32C (Castagnoli) of the bytes.
/// @spec RFC 3720, appendix B.4
std::uint32_t crc32c(BytesView bytes) noexcept;

}  // namespace plexus::era
