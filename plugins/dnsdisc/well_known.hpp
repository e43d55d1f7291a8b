#pragma once

#include <string>
#include <vector>

#include <api/core/bytes.hpp>

namespace plexus::dnsdisc {

/// The lists that are published for a chain, if any are known.
/// @param genesis  hash of the chain's first block: network ids are no one's own
/// @spec  go-ethereum params/bootnodes.go, KnownDNSNetwork
std::vector<std::string> well_known_lists(const Hash256& genesis);

}  // namespace plexus::dnsdisc
