#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include <api/async/clock.hpp>

namespace plexus::chainstore {

/// Which failures of the store are told to the operator: the first one, and others of the same
/// cause only after a long pause, whatever succeeds in between. On a full disk some changes do.
///
/// @thread any
class ToldFailures {
public:
    /// @param cause  of LMDB, or of the system
    /// @returns how many of this cause were passed over since the last one that was told; none if
    ///          this one is passed over too
    std::optional<std::uint64_t> tell(int cause, SteadyTime now);

private:
    std::mutex mutex_;
    std::optional<int> cause_{};
    SteadyTime told_at_{};
    std::uint64_t passed_over_ = 0;
};

}  // namespace plexus::chainstore
