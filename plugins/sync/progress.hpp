#pragma once

#include <cstdint>
#include <string>

#include <api/async/clock.hpp>

#include "batch.hpp"

namespace plexus::sync {

/// Shows a person how far it is, on stderr, where stdout is the handlers': a bar that redraws
/// itself on a terminal, elsewhere a line for every tenth and every few seconds, and at the end
/// what was done.
class Progress {
public:
    Progress(std::uint64_t first, std::uint64_t last, SteadyTime now);

    void show(const Tally& tally, std::size_t peers, SteadyTime now);

    /// The last words, which tell everything that was done.
    void finish(const Tally& tally, SteadyTime now);

private:
    std::string line(const Tally& tally, std::size_t peers, SteadyTime now) const;
    std::string rate(const Tally& tally, SteadyTime now) const;

    std::uint64_t first_;
    std::uint64_t last_;
    SteadyTime began_;
    SteadyTime shown_;
    std::uint64_t shown_tenth_ = 0;
    bool terminal_;
};

}  // namespace plexus::sync
