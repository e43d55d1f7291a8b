#include "memory_datagrams.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace plexus::testing {

MemoryDatagramPort::MemoryDatagramPort(DatagramNetwork& network, const asio::ip::address& address,
                                       std::uint16_t port)
    : network_(network), endpoint_(address, port != 0 ? port : network.next_port_++) {
    network_.ports_[endpoint_] = this;
}

MemoryDatagramPort::~MemoryDatagramPort() { network_.ports_.erase(endpoint_); }

Result<void> MemoryDatagramPort::send(Bytes datagram, const Endpoint& to,
                                      const asio::ip::address&) {
    if (datagram.size() > net::max_datagram_bytes) return make_error_code(Errc::limit_exceeded);
    net::Datagram sent{std::move(datagram), endpoint_, to.address()};
    asio::post(network_.executor_, [&network = network_, to, sent = std::move(sent)]() mutable {
        const auto there = network.ports_.find(to);
        if (there != network.ports_.end()) there->second->receive(std::move(sent));
    });
    return {};
}

std::shared_ptr<void> MemoryDatagramPort::add_receiver(net::DatagramReceiver receiver) {
    auto handle = receivers_.add(std::move(receiver));
    listening_ = true;
    for (net::Datagram& datagram : std::exchange(early_, {})) receive(std::move(datagram));
    return handle;
}

void MemoryDatagramPort::receive(net::Datagram datagram) {
    if (!listening_) return early_.push_back(std::move(datagram));
    const net::DatagramReceivers::SlotPtr receiver = receivers_.find(datagram.bytes);
    const bool taken =
        receiver != nullptr && net::DatagramReceivers::hand_over(receiver, std::move(datagram));
    if (!taken) ++dropped_;
}

}  // namespace plexus::testing
