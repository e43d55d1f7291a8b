#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include <api/net/datagram_port.hpp>
#include <kit/net/datagram_receivers.hpp>

#include "loop.hpp"

namespace plexus::testing {

class MemoryDatagramPort;

/// The network between the datagram ports of one loop: nothing is lost, nothing takes time.
/// Outlives the ports.
class DatagramNetwork {
public:
    /// Address and port.
    using Endpoint = asio::ip::udp::endpoint;

    /// @param executor  the loop's; datagrams arrive on it
    explicit DatagramNetwork(const Executor& executor) : executor_(executor) {}

private:
    friend class MemoryDatagramPort;

    Executor executor_;
    std::map<Endpoint, MemoryDatagramPort*> ports_;
    std::uint16_t next_port_ = 40000;
};

/// A net::DatagramPort without a socket.
///
/// @thread  the one thread of the loop
class MemoryDatagramPort final : public net::DatagramPort {
public:
    /// Address and port.
    using Endpoint = DatagramNetwork::Endpoint;

    /// @param port  0: a free one
    MemoryDatagramPort(DatagramNetwork& network, const asio::ip::address& address,
                       std::uint16_t port = 0);
    ~MemoryDatagramPort() override;

    /// The first receiver gets what came before it, as from the buffer of a socket.
    std::shared_ptr<void> add_receiver(net::DatagramReceiver receiver) override;
    Result<void> send(Bytes datagram, const Endpoint& to, const asio::ip::address& from) override;
    std::uint16_t port() const noexcept override { return endpoint_.port(); }

    /// Where it is reached.
    const Endpoint& endpoint() const noexcept { return endpoint_; }

    /// Datagrams that no receiver recognised or had room for.
    std::size_t dropped() const noexcept { return dropped_; }

private:
    void receive(net::Datagram datagram);

    DatagramNetwork& network_;
    Endpoint endpoint_;
    net::DatagramReceivers receivers_;
    std::vector<net::Datagram> early_;  ///< came before the first receiver
    bool listening_ = false;
    std::size_t dropped_ = 0;
};

}  // namespace plexus::testing
