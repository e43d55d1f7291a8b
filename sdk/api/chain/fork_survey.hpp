#pragma once

#include <api/chain/chain_profile.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Hears the fork id of every peer, and tells the operator when most of them follow a fork that
/// this node does not know, or announce one. One survey serves all protocols and their versions,
/// because each of them meets a part of the peers only.
///
/// @thread  any
class PLEXUS_API ForkSurvey {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.fork-survey", 1, Cardinality::one};

    virtual ~ForkSurvey();

    /// Notes what a peer says that is on our network and genesis block.
    virtual void note(const net::NodeId& peer, const ForkId& theirs) = 0;
};

}  // namespace plexus::inline v1::chain
