#pragma once

#include <api/async/clock.hpp>
#include <api/core/log.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>
#include <api/plugin/runtime.hpp>

#include "router.hpp"

namespace plexus::nat {

/// The ports that peers and discovery listen on; 0: there is none.
struct Ports {
    std::uint16_t tcp = 0;
    std::uint16_t udp = 0;

    friend bool operator==(const Ports&, const Ports&) = default;
};

/// Keeps the ports of this node open at the router, and tells the node where that is.
///
/// @thread  its executor, a strand
class Mapper {
public:
    /// The router forgets a port after this if it hears nothing more of it: a node that is killed
    /// leaves nothing behind. @spec go-ethereum p2p/server_nat.go
    static constexpr std::chrono::minutes lifetime{10};
    /// How often the mapping is renewed, and the external address read. A router that
    /// has lost them or has got another address is noticed as soon.
    static constexpr std::chrono::minutes renewal{2};
    /// How soon a request is made again that had no response: a datagram is lost now and then.
    static constexpr std::chrono::seconds retry{15};
    /// So many renewals may fail in a row; in that time the router has forgotten the ports.
    static constexpr unsigned most_failures = 5;
    /// How often a router is looked for while there is none.
    static constexpr std::chrono::minutes search{10};

    Mapper(Runtime& runtime, net::LocalNode& self, FindRouter find, Metrics& metrics,
           Logger logger);

    /// Finds a router and keeps the ports open until cancelled.
    awaitable<void> run(Ports listening);

    /// Closes what is open. After run() has ended.
    awaitable<void> remove();

private:
    /// What the router has opened, and at which address.
    struct Opened {
        asio::ip::address address{};
        Ports external{};
        ErrorCode error{};  ///< of the port that could not be opened
    };

    static Result<Opened> open(Router& router, const Ports& internal, const Ports& last);
    awaitable<void> find();
    awaitable<void> renew();
    Duration pause() const;
    void take(const Opened& opened);
    void lose(const ErrorCode& error);
    void publish();
    void withdraw();

    Runtime& runtime_;
    net::LocalNode& self_;
    FindRouter find_;
    Logger log_;
    Gauge& mapped_;
    Counter& failed_;

    std::shared_ptr<Router> router_;
    Ports internal_{};
    Ports external_{};           ///< as the router gave them last
    asio::ip::address address_;  ///< of the router, as it told last
    bool is_unheard_ = false;    ///< a port was requested last, and nothing came
    unsigned failures_ = 0;
    bool told_of_search_ = false;
};

}  // namespace plexus::nat
