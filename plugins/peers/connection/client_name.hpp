#pragma once

#include <string>

namespace plexus::peers {

/// The default client name in our Hello: "Plexus/v0.1.0/linux-amd64/gcc12.2".
std::string default_client_name();

}  // namespace plexus::peers
