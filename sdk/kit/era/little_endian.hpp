#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>

namespace plexus::era {

/// @param bytes  at most 8
/// The integer whose lowest byte comes first; 0 for no bytes.
constexpr std::uint64_t from_little_endian(BytesView bytes) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

}  // namespace plexus::era
