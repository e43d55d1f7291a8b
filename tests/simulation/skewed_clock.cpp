#include "skewed_clock.hpp"

namespace plexus {
namespace simulation {
namespace {

// One thread runs a simulation, one node after the other.
Duration ahead_now{};

}  // namespace

Skewed::Skewed(Duration ahead) noexcept : before_(std::exchange(ahead_now, ahead)) {}

Skewed::~Skewed() { ahead_now = before_; }

}  // namespace simulation

WallTime Clock::wall() const noexcept {
    return wall_ + std::chrono::duration_cast<WallTime::duration>(simulation::ahead_now);
}

}  // namespace plexus
