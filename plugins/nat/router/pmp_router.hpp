#pragma once

#include "router.hpp"

namespace plexus::nat {

/// The default gateway, by NAT-PMP.
/// @spec RFC 6886
std::shared_ptr<Router> find_pmp_router();

}  // namespace plexus::nat
