#pragma once

#include <vector>

#include <kit/discovery/net_restrict.hpp>

#include <plugins/dnsdisc/tree/entry.hpp>

namespace plexus::dnsdisc {

/// What an operator may choose.
struct Parameters {
    std::vector<Link> lists{};
    discovery::NetRestrict restrict {};
    /// Whether `restrict` names networks: then local addresses in them are dialled too.
    bool restricted = false;
};

}  // namespace plexus::dnsdisc
