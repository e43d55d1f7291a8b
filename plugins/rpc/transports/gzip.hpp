#pragma once

#include <string>
#include <string_view>

namespace plexus::rpc_server {

/// Whether a client takes gzip: the value of Accept-Encoding names it, and not with the weight 0.
/// @spec RFC 9110, 12.5.3
bool accepts_gzip(std::string_view accept_encoding);

/// The text, compressed.
/// @errors std::runtime_error: there is no memory
/// @spec RFC 1952
std::string gzip(std::string_view text);

}  // namespace plexus::rpc_server
