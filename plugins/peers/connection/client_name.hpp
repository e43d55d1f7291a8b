#pragma once

#include <string>

namespace plexus::peers {

/// What we call ourselves in Hello unless told otherwise: "Plexus/v0.1.0/linux-amd64/gcc12.2".
std::string default_client_name();

}  // namespace plexus::peers
