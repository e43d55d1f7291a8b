#pragma once

#include <span>

#include <api/core/asio.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/service.hpp>
#include "vote.hpp"

namespace plexus::inline v1::bsc {

/// Called with votes, with each vote once for every peer that sends it. Thread, ownership, errors:
/// as eth::BlockHandler. Votes that a handler rejects are not passed on.
class PLEXUS_API VoteHandler {
public:
    /// Published by any number of plugins; every one is told.
    static constexpr ServiceKey key{"plexus.bsc.vote-handler", 1, Cardinality::many};

    virtual ~VoteHandler() = default;

    /// @param votes  at least one; nothing is checked but their form
    virtual awaitable<eth::ValidationResult> on_votes(const eth::Origin& origin,
                                                      std::span<const Vote> votes) = 0;
};

}  // namespace plexus::inline v1::bsc
