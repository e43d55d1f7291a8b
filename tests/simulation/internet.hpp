#pragma once

#include <functional>
#include <map>
#include <memory>

#include <api/net/datagram_port.hpp>
#include <kit/net/datagram_receivers.hpp>
#include <kit/testing/loop.hpp>

namespace plexus::simulation {

class SimulatedPort;

/// The way between datagram ports: datagrams take time, arrive in another order, or not at all.
///
/// @thread     the one thread of the loop
/// @ownership  outlives the ports
class Internet {
public:
    using Endpoint = asio::ip::udp::endpoint;

    explicit Internet(testing::Loop& loop) : loop_(loop), next_arrival_(loop.executor()) {}

    /// How it is from now on.
    unsigned lost_in_hundred = 2;
    std::chrono::milliseconds shortest{10};
    std::chrono::milliseconds longest{250};

    /// Whether a datagram may go that way; a partition says no.
    std::function<bool(const Endpoint& from, const Endpoint& to)> passes =
        [](const Endpoint&, const Endpoint&) { return true; };

    /// All datagrams so far, and a number that is another one if any of them is.
    std::uint64_t datagrams() const noexcept { return datagrams_; }
    std::uint64_t fingerprint() const noexcept { return fingerprint_; }

private:
    friend class SimulatedPort;

    struct Flight {
        net::Datagram datagram;
        Endpoint to;
    };

    void carry(net::Datagram datagram, const Endpoint& to);
    void deliver();
    void await_next();
    void note(BytesView bytes) noexcept;

    testing::Loop& loop_;
    std::map<Endpoint, SimulatedPort*> ports_;
    std::multimap<SteadyTime, Flight> flights_;  ///< by the time of arrival
    Timer next_arrival_;
    std::uint64_t datagrams_ = 0;
    std::uint64_t fingerprint_ = 0xcbf29ce484222325;  ///< FNV-1a
};

/// A net::DatagramPort at an address of its own.
class SimulatedPort final : public net::DatagramPort {
public:
    using Endpoint = Internet::Endpoint;

    SimulatedPort(Internet& internet, const Endpoint& endpoint);
    ~SimulatedPort() override;

    std::shared_ptr<void> add_receiver(net::DatagramReceiver receiver) override {
        return receivers_.add(std::move(receiver));
    }
    Result<void> send(Bytes datagram, const Endpoint& to, const asio::ip::address& from) override;
    std::uint16_t port() const noexcept override { return endpoint_.port(); }

    const Endpoint& endpoint() const noexcept { return endpoint_; }

    /// What its owner does to what it sends and receives: a hostile owner changes, repeats or
    /// swallows datagrams.
    std::function<void(Bytes& datagram)> outgoing = [](Bytes&) {};
    std::function<bool(const net::Datagram& datagram)> incoming = [](const net::Datagram&) {
        return true;
    };

private:
    friend class Internet;

    void receive(net::Datagram datagram);

    Internet& internet_;
    Endpoint endpoint_;
    net::DatagramReceivers receivers_;
};

}  // namespace plexus::simulation
