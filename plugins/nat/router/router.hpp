#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::nat {

enum class Protocol : std::uint8_t { tcp, udp };

/// A router that forwards ports of its external address to this machine on request.
///
/// @thread  every call blocks, for a few seconds at most; one caller at a time
/// @errors  timed_out if the router does not respond, refused if it declines
class Router {
public:
    virtual ~Router() = default;

    /// How it is spoken to, for the log: "UPnP".
    virtual std::string_view name() const noexcept = 0;

    /// The address that the router has on its other side, which may be a private one again.
    virtual Result<asio::ip::address> external_address() = 0;

    /// Forwards a port, or goes on forwarding it.
    /// @param wish      the external port to request; the router may choose another one
    /// @param lifetime  after it the router forgets the port; some routers never do
    /// @returns         the external port
    virtual Result<std::uint16_t> map(Protocol protocol, std::uint16_t internal, std::uint16_t wish,
                                      std::chrono::seconds lifetime) = 0;

    /// Forwards the port no longer.
    virtual Result<void> unmap(Protocol protocol, std::uint16_t internal,
                               std::uint16_t external) = 0;
};

/// Looks for a router. It blocks, as a Router does.
/// @returns null if no router responds
using FindRouter = std::function<std::shared_ptr<Router>()>;

}  // namespace plexus::nat
