#pragma once

#include <cstddef>
#include <cstdint>

/// Blocks that several strands hand out at once: their numbers say from which strand each one is,
/// and where it stands in the order of that strand.
namespace toy {

inline constexpr std::size_t feeders = 4;

constexpr std::uint64_t block_number(std::uint64_t position, std::size_t feeder) {
    return position * feeders + feeder;
}
constexpr std::size_t feeder_of(std::uint64_t number) { return number % feeders; }
constexpr std::uint64_t position_of(std::uint64_t number) { return number / feeders; }

}  // namespace toy
