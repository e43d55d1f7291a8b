#pragma once

#include <functional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::inline v1::net {

using HostAddresses = std::vector<asio::ip::address>;  ///< what a host name stands for

/// Looks up the addresses of a host name, at least one.
using HostLookup = std::function<awaitable<Result<HostAddresses>>(std::string name)>;

/// How long a name may take. @spec go-ethereum p2p/dial.go, dnsResolveTimeout: 5 s
inline constexpr std::chrono::seconds lookup_timeout{5};

/// Looks a name up as the system does it: files, DNS and whatever else is configured. The system's
/// function blocks, so it runs on a thread of its own. Whoever waits may be cancelled at any time,
/// and the end of the program waits for no name server.
/// @errors  Errc::timed_out; Errc::limit_exceeded while too many lookups are under way; else what
///          the system says, in asio's categories
awaitable<Result<HostAddresses>> look_up_host(std::string name);

/// The addresses of host names, looked up when they are needed, and anew only some time after the
/// last lookup: a caller may look up before each of its attempts.
///
/// @thread     one strand
/// @ownership  outlives the waits
class HostNames {
public:
    /// For so long the outcome of a lookup counts, a failure too.
    static constexpr std::chrono::seconds fresh_for{30};

    /// @param lookup  what looks a name up; tests give another one
    explicit HostNames(HostLookup lookup = look_up_host);

    /// @errors as look_up_host()
    awaitable<Result<HostAddresses>> addresses(std::string name);

    /// The node with the addresses of its host name, one of each family at most.
    /// @param name  empty: the node has no name, and stays as it is
    /// @errors as look_up_host()
    awaitable<Result<Node>> resolve(Node node, std::string name);

private:
    struct Known {
        SteadyTime at{};
        Result<HostAddresses> outcome = make_error_code(Errc::not_found);
    };

    HostLookup lookup_;
    LruMap<std::string, Known> known_;
};

/// The first address of each family; the ports stay.
void set_addresses(Node& node, const HostAddresses& addresses);

}  // namespace plexus::inline v1::net
