#pragma once

#include "round.hpp"
#include "target.hpp"

namespace plexus::sync {

/// Follows the peers' chain, one round after the other.
///
/// @thread the plugin's strand
class Follower {
public:
    Follower(Services services, Settings settings, Logger log);

    /// Fetches the missing blocks up to the target: the best peer's head, or the last wanted block
    /// if that comes first.
    /// @returns how many blocks it brought
    /// @errors  Errc::no_peer if no peer could tell a target; those of Round::bring
    awaitable<Result<std::uint64_t>> run_once();

    /// Whether all wanted blocks are here; without a last block: all that the peers had at the end
    /// of run_once().
    bool complete() const;

private:
    Position position() const;
    awaitable<Result<void>> bring(std::uint64_t last);
    bool storing() const noexcept;

    Services services_;
    Settings settings_;
    Logger log_;
    eth::Client client_;
    Position handed_on_;         ///< the position, if blocks are not stored
    std::uint64_t brought_ = 0;  ///< blocks, in one run_once()
};

}  // namespace plexus::sync
