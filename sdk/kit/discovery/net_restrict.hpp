#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/prefix.hpp>

namespace plexus::discovery {

/// The networks that nodes may come from; none listed means all.
class NetRestrict {
public:
    /// Allows every address.
    NetRestrict() = default;

    /// Reads networks such as "10.0.0.0/8" or "2001:db8::/32".
    /// @errors malformed
    static Result<NetRestrict> parse(const std::vector<std::string>& networks);

    /// Whether a node may be at that address.
    bool allows(const asio::ip::address& address) const noexcept;

private:
    std::vector<net::Prefix> networks_;
};

}  // namespace plexus::discovery
