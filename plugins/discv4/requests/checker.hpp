#pragma once

#include <kit/discovery/stored_nodes.hpp>

#include "prober.hpp"
#include "requests.hpp"

namespace plexus::discv4 {

/// Pings the nodes of the table, one after the other, to learn whether they still respond.
///
/// @thread  the state's strand
/// @spec    go-ethereum p2p/discover/table_reval.go: two lists, nodes checked often and nodes
///         checked seldom
class Checker {
public:
    Checker(State& state, Requests& requests, Prober& prober, discovery::StoredNodes::Keeper keep)
        : state_{state}, requests_{requests}, prober_{prober}, keep_{std::move(keep)} {}

    /// Checks one of the two lists. Runs until cancelled.
    awaitable<void> check(Pace pace);

private:
    awaitable<void> check_one(net::Node node);

    State& state_;
    Requests& requests_;
    Prober& prober_;
    discovery::StoredNodes::Keeper keep_;
};

}  // namespace plexus::discv4
