#pragma once

#include <functional>
#include <memory>
#include <string>

#include <api/core/asio.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// Requests of other protocols over discovery v5 (TALKREQ): small messages to any node, without a
/// connection.
///
/// @thread  any
/// @spec    discv5-wire, "TALKREQ Request Message"
class PLEXUS_API Talk {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.talk", 1, Cardinality::one};

    /// Responds to a TALKREQ of a node whose id is proved. Called on the provider's strand: it must
    /// neither wait nor throw. The response must fit one datagram, about 1,150 bytes.
    using Handler = std::function<Bytes(const Node& from, BytesView request)>;

    virtual ~Talk();

    /// Serves the requests of a protocol, until the handle goes. Of several handlers of one
    /// protocol the first that is still there responds; for a protocol without one the response is
    /// empty.
    [[nodiscard]] virtual std::shared_ptr<void> add_handler(std::string protocol,
                                                            Handler handler) = 0;

    /// Sends a TALKREQ to a node.
    /// @returns its response; empty if it does not speak the protocol
    /// @errors  Errc::timed_out; Errc::overloaded; Errc::limit_exceeded if the request is too long
    virtual awaitable<Result<Bytes>> request(Node node, std::string protocol, Bytes request) = 0;
};

}  // namespace plexus::inline v1::net
