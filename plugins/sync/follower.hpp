#pragma once

#include "round.hpp"
#include "target.hpp"

namespace plexus::sync {

/// Follows the peers' chain, a round at a time.
///
/// @thread the plugin's strand
class Follower {
public:
    Follower(Services services, Settings settings, Logger log);

    /// Brings what is missing up to the target, which is the best peer's head or the last block
    /// that is wanted, if that comes first.
    /// @returns how many blocks it brought
    /// @errors  Errc::no_peer if nobody could tell how far to go; those of Round::bring
    awaitable<Result<std::uint64_t>> run_once();

    /// Whether all that is wanted is here. Without a last block that is all that was to be had at
    /// the end of run_once().
    bool complete() const;

private:
    Position position() const;
    awaitable<Result<void>> bring(std::uint64_t last);
    bool storing() const noexcept;

    Services services_;
    Settings settings_;
    Logger log_;
    eth::Client client_;
    Position handed_on_;         ///< where it has got to, if that is not stored
    std::uint64_t brought_ = 0;  ///< blocks, in one run_once()
};

}  // namespace plexus::sync
