#pragma once

#include <boost/json/object.hpp>

#include <api/async/clock.hpp>

#include "node_methods.hpp"

namespace plexus::control {

/// The response to plexus_status []: what an operator wants to know first.
///
/// @thread  the plugin's strand
class Status {
public:
    explicit Status(const Clock& clock) : clock_(clock), started_(clock.now()) {}

    /// Parts are absent whose plugins are: {"version", "uptimeSeconds", "dataDir", "enode",
    /// "chain": {}, "head": {}, "peers": {}}
    boost::json::object read(const NodeParts& parts) const;

private:
    const Clock& clock_;
    SteadyTime started_;
};

}  // namespace plexus::control
