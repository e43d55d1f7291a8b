#pragma once

#include <string>

#include <api/net/reason.hpp>

namespace plexus::peers {

using net::Side;

/// How a connection ended.
struct Ending {
    net::Reason reason = net::Reason::requested;
    Side by = Side::ours;
    std::string detail{};  ///< the error behind the reason, if there is one
    bool shed = false;     ///< the peer is welcome at once: a capability has left this node
};

}  // namespace plexus::peers
