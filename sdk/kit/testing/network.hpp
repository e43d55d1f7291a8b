#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <api/async/event.hpp>
#include <api/net/local_node.hpp>
#include <api/net/transport.hpp>

#include "loop.hpp"
#include "memory_link.hpp"
#include "memory_pipe.hpp"

namespace plexus::testing {

class MemoryTransport;

/// The wires between the in-memory transports of one loop. Outlives them.
class Network {
public:
    /// Address and port; one transport listens at each.
    using Endpoint = asio::ip::tcp::endpoint;

    /// @param loop  of all transports
    explicit Network(Loop& loop) : loop_(loop) {}

    /// From now on nothing listens there: a dial waits for its deadline.
    void silence(const Endpoint& endpoint) { silent_.insert(endpoint); }

    /// Which addresses reach each other; the others' dials wait for their deadline.
    using Reach = std::function<bool(const asio::ip::address&, const asio::ip::address&)>;

    /// From now on these reach each other and no others: their connections break.
    void part(Reach reach);

    /// Of all links that are made from now on.
    QueueLimits limits{};
    /// How long a packet is on its way, on connections that are made from now on.
    Duration latency{};

private:
    friend class MemoryTransport;

    struct Connection {
        std::weak_ptr<Wire> wire;
        asio::ip::address dialled;
        asio::ip::address accepted;
    };

    Endpoint attach(MemoryTransport& transport, const net::LocalNode& local);
    std::shared_ptr<Wire> lay_wire(const Endpoint& from, const Endpoint& to);

    Loop& loop_;
    static constexpr std::size_t least_forgotten = 64;

    std::vector<Connection> connections_;
    std::size_t forget_at_ = least_forgotten;  ///< so many, and those that have ended are dropped
    Reach reach_ = [](const asio::ip::address&, const asio::ip::address&) { return true; };
    std::map<Endpoint, MemoryTransport*> listening_;
    std::set<Endpoint> silent_;
    std::uint16_t next_port_ = 30303;
};

/// A net::Transport without sockets and cryptography: identities are believed, messages are handed
/// over as they are, deadlines pass in driven time.
///
/// @thread  the one thread of the loop
class MemoryTransport final : public net::Transport {
public:
    /// Listens at the address of `local`, on its port or a free one.
    MemoryTransport(Network& network, net::LocalNode& local);
    ~MemoryTransport() override;

    awaitable<Result<net::LinkPtr>> dial(net::Node node, net::Hello ours,
                                         net::ConnectionFilter filter) override;
    awaitable<Result<std::unique_ptr<net::IncomingConnection>>> accept() override;

    /// Connects, and says nothing until the time is up or the other end has enough.
    awaitable<void> connect_and_idle(net::Node node, Duration timeout);

    /// Ends accept(); whoever dials is refused.
    void stop();

    /// How often others have connected, and how often this one has tried to.
    std::size_t incoming() const noexcept { return incoming_; }
    /// How often this transport has dialled.
    std::size_t dials() const noexcept { return dials_; }

private:
    std::optional<WireEnd> connect(const Network::Endpoint& there);
    bool receive(WireEnd wire, const Network::Endpoint& from);
    net::Hello complete(net::Hello ours) const;

    Network& network_;
    net::LocalNode& local_;
    Network::Endpoint endpoint_;
    Event changed_;
    std::deque<std::unique_ptr<net::IncomingConnection>> waiting_;
    std::size_t incoming_ = 0;
    std::size_t dials_ = 0;
    bool stopped_ = false;
};

}  // namespace plexus::testing
