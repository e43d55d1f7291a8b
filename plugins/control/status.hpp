#pragma once

#include <boost/json/object.hpp>

#include <api/async/clock.hpp>
#include <api/net/peer_pool.hpp>

#include "node_methods.hpp"

namespace plexus::control {

/// The response to plexus_status []: what an operator wants to know first.
///
/// @thread  the plugin's strand
class Status {
public:
    /// @param pool  null: the node has no peers
    Status(NodeParts parts, const net::PeerPool* pool, const Clock& clock);

    /// Parts are absent whose plugins are: {"version", "uptimeSeconds", "dataDir", "enode",
    /// "chain": {}, "head": {}, "peers": {}}
    boost::json::object read() const;

private:
    NodeParts parts_;
    const net::PeerPool* pool_;
    const Clock& clock_;
    SteadyTime started_;
};

}  // namespace plexus::control
