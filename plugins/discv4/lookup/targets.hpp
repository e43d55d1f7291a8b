#pragma once

#include <array>
#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/net/discovery_query.hpp>

namespace plexus::discv4 {

/// Targets of FindNode whose places begin with wanted bits. A target is a public key and its place
/// the hash of that, so they are found by trial: some 35,000 hashes, about 20 ms, once.
class Targets {
public:
    Targets();

    /// A target in the `part`-th part of the network as seen from a place:
    /// DiscoveryQuery::neighbors().
    /// @param part  below net::DiscoveryQuery::parts
    net::NodeId target(const Hash256& place, unsigned part) const;

private:
    static constexpr unsigned bits = net::DiscoveryQuery::parts;

    std::array<std::uint32_t, 1U << bits> numbers_{};  ///< by the first bits of the place
};

/// The first bits of a place, as a number.
unsigned first_bits(const Hash256& place, unsigned bits);

}  // namespace plexus::discv4
