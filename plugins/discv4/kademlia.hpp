#pragma once

#include <kit/discovery/candidates.hpp>
#include <kit/discovery/chain_filter.hpp>
#include <kit/discovery/distance.hpp>
#include <kit/discovery/net_restrict.hpp>
#include <kit/discovery/table.hpp>

namespace plexus::discv4 {

// What all discovery protocols share.
using discovery::ChainFilter;
using discovery::DialCandidates;
using discovery::Member;
using discovery::NetRestrict;
using discovery::Pace;
using discovery::place_of;
using discovery::Promise;
using discovery::Table;

}  // namespace plexus::discv4
