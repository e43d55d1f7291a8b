#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <api/plugin/options.hpp>

#include "message.hpp"

namespace plexus::http {

/// The names under which a browser may call a server. A page of a stranger whose name is made to
/// resolve to this machine (DNS rebinding) sends the stranger's name as Host, and is refused. IP
/// addresses pass: they need no resolver.
///
/// @spec RFC 9110, 7.2; go-ethereum, node/rpcstack.go, virtualHostHandler
class VirtualHosts {
public:
    /// @param names  "localhost", "node.example"; "*" lets every name pass
    explicit VirtualHosts(const std::vector<std::string>& names);

    /// Whether a Host field is accepted, whatever its port.
    bool allow(std::string_view host) const;

private:
    std::vector<std::string> names_;  ///< in small letters
    bool any_ = false;
};

/// The option `vhosts` of a server for the operator.
inline constexpr Option<std::vector<std::string>> vhosts{
    .name = "vhosts",
    .fallback = "localhost",
    .help = "names under which browsers may send requests; *: any. IP addresses always pass"};

/// The refusal of a request by its Host, or a status of 0 if there is none: HTTP/1.1 wants exactly
/// one Host field.
Response host_refusal(const VirtualHosts& names, const Request& request);

}  // namespace plexus::http
