#pragma once

#include <string>
#include <string_view>

#include <api/net/node.hpp>

namespace plexus::enr {

/// A node as an operator names it. Its host may have a name, of which the addresses are looked up
/// (kit/net/host_names.hpp) before the node is dialled.
struct NamedNode {
    net::Node node{};    ///< with a host name: the ports of `ip4`, and no address yet
    std::string host{};  ///< empty: the address was given

    /// The text that parse_named_node() reads.
    std::string enode() const;
};

/// Whether a text can be the name of a host: labels of letters, digits, - and _ between dots, of
/// which the last is not a number.
/// @spec RFC 1123, 2.1
bool is_host_name(std::string_view text) noexcept;

/// Reads "enode://<128 hex digits>@<host>:<port>[?discport=<port>]", in which the host is an IP
/// address or a name, or "enr:...".
/// @errors as parse_node()
Result<NamedNode> parse_named_node(std::string_view text);

}  // namespace plexus::enr
