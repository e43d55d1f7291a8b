#include "internet.hpp"

#include <algorithm>
#include <utility>

#include "random.hpp"

namespace plexus::simulation {

namespace {

/// A packet of discv4 begins with the hash of the rest.
constexpr std::size_t packet_hash_bytes = 32;

}  // namespace

/// @spec FNV-1a, 64 bits
void Internet::note(BytesView bytes) noexcept {
    ++datagrams_;
    for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), packet_hash_bytes))) {
        fingerprint_ = (fingerprint_ ^ byte) * 0x100000001b3;
    }
}

void Internet::carry(net::Datagram datagram, const Endpoint& to) {
    note(datagram.bytes);
    if (draw_below(100) < lost_in_hundred || !passes(datagram.from, to)) return;
    const auto span = static_cast<std::uint64_t>((longest - shortest).count());
    const Duration takes = shortest + std::chrono::milliseconds{draw_below(span + 1)};
    const auto flight =
        flights_.emplace(loop_.clock().now() + takes, Flight{std::move(datagram), to});
    if (flight == flights_.begin()) await_next();
}

/// One timer for all flights: thousands are under way at once.
void Internet::await_next() {
    next_arrival_.start(flights_.begin()->first - loop_.clock().now(), [this] { deliver(); });
}

void Internet::deliver() {
    while (!flights_.empty() && flights_.begin()->first <= loop_.clock().now()) {
        Flight flight = std::move(flights_.extract(flights_.begin()).mapped());
        const auto there = ports_.find(flight.to);
        if (there != ports_.end()) there->second->receive(std::move(flight.datagram));
    }
    if (!flights_.empty()) await_next();
}

SimulatedPort::SimulatedPort(Internet& internet, const Endpoint& endpoint)
    : internet_(internet), endpoint_(endpoint) {
    internet_.ports_[endpoint_] = this;
}

SimulatedPort::~SimulatedPort() { internet_.ports_.erase(endpoint_); }

Result<void> SimulatedPort::send(Bytes datagram, const Endpoint& to, const asio::ip::address&) {
    if (datagram.size() > net::max_datagram_bytes) return make_error_code(Errc::limit_exceeded);
    outgoing(datagram);
    net::Datagram sent{std::move(datagram), endpoint_, to.address()};
    internet_.carry(std::move(sent), to);
    return {};
}

void SimulatedPort::receive(net::Datagram datagram) {
    if (!incoming(datagram)) return;
    const net::DatagramReceivers::SlotPtr receiver = receivers_.find(datagram.bytes);
    if (receiver) net::DatagramReceivers::hand_over(receiver, std::move(datagram));
}

}  // namespace plexus::simulation
