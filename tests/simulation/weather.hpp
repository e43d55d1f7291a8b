#pragma once

#include <map>

#include "chain_crowd.hpp"

namespace plexus::simulation {

/// What happens to a crowd by chance, all of it drawn from the run's seed: partitions, crashes, and
/// hostile nodes that turn to another lie.
class Weather {
public:
    /// @ownership  the crowd outlives it
    explicit Weather(ChainCrowd& crowd) : crowd_(crowd) {}

    /// Lets bad time pass.
    void storm(std::chrono::minutes time);

    /// Brings back all that is down or parted, and lets good time pass.
    void calm(std::chrono::minutes time);

    std::size_t partitions() const noexcept { return partitions_; }
    std::size_t crashes() const noexcept { return crashes_; }

private:
    void crash_one();
    void part();
    void bring_back(std::chrono::minutes now);

    ChainCrowd& crowd_;
    std::chrono::minutes passed_{};
    std::map<std::size_t, std::chrono::minutes> down_until_;  ///< by honest node
    std::chrono::minutes parted_until_{};                     ///< zero: not parted
    std::size_t partitions_ = 0;
    std::size_t crashes_ = 0;
};

}  // namespace plexus::simulation
