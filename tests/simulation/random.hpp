#pragma once

#include <cstdint>

namespace plexus::simulation {

/// From here on, everything that the code under test draws at random follows from this number.
void seed_random(std::uint64_t seed) noexcept;

/// The next number, for the simulation itself.
std::uint64_t draw() noexcept;

/// The next number below a bound above 0.
inline std::uint64_t draw_below(std::uint64_t bound) noexcept { return draw() % bound; }

}  // namespace plexus::simulation
