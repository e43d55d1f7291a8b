#pragma once

#include <cstdint>

#include <api/async/clock.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::peers {

/// When a dialled peer makes room for another one: every five minutes, give or take two, so that
/// no remote can tell when.
/// @spec go-ethereum eth/dropper.go: 3 to 7 minutes
///
/// @thread  the pool's strand
class Rotation {
public:
    static constexpr std::chrono::minutes shortest{3};
    static constexpr std::chrono::minutes longest{7};

    bool is_due(SteadyTime now) {
        if (next_ != SteadyTime{} && now < next_) return false;
        const bool due = next_ != SteadyTime{};
        const auto span = static_cast<std::uint64_t>(Duration{longest - shortest}.count());
        next_ = now + shortest + Duration{static_cast<Duration::rep>(crypto::random_u64() % span)};
        return due;
    }

private:
    SteadyTime next_{};
};

}  // namespace plexus::peers
