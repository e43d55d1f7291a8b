#pragma once

#include <cstdint>
#include <vector>

#include <api/net/capability.hpp>
#include <api/net/transport.hpp>
#include <api/plugin/lease.hpp>

namespace plexus::peers {

/// A capability of ours, as offered in a Hello.
struct Offer {
    net::CapabilityInfo info{};
    Lease<net::Capability> capability{};
};

/// A capability that both sides speak, and where its message codes begin.
struct Agreement {
    net::CapabilityInfo info{};
    Lease<net::Capability> capability{};
    std::uint64_t offset = 0;
};

/// Our offers as a Hello lists them: by name and version, each once.
std::vector<net::HelloCapability> announce(const std::vector<Offer>& offers);

/// The highest common version of each name, by name, with the codes both sides will use.
/// @param theirs  as their Hello lists it: any order, repetitions and unknown names included
/// @spec RLPx, "Capability Messaging"; go-ethereum p2p, matchProtocols
std::vector<Agreement> match(const std::vector<Offer>& offers,
                             std::vector<net::HelloCapability> theirs);

/// Whether a connection with these capabilities is of use: dependent capabilities alone are not.
bool useful(const std::vector<Agreement>& agreements);

}  // namespace plexus::peers
