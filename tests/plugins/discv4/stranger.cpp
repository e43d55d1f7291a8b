#include "stranger.hpp"

#include <boost/asio/buffer.hpp>

namespace plexus::discv4 {

Stranger::Stranger(Neighborhood& network, const net::Node& victim, std::uint64_t seed,
                   const char* address)
    : network_{network},
      self_{seed},
      victim_{victim.address, victim.udp_port},
      socket_{unused_, asio::ip::udp::endpoint{asio::ip::make_address(address), 0}} {}

net::Node Stranger::node() const {
    return {self_.id(), socket_.local_endpoint().address(), 30303, port()};
}

Ping Stranger::ping() const {
    Ping ping;
    ping.from = {node().address, port(), 30303};
    ping.to = {victim_.address(), victim_.port(), 0};
    ping.expiration = far_expiration();
    return ping;
}

Pong Stranger::pong(const Hash256& ping_hash) const {
    Pong pong;
    pong.to = {victim_.address(), victim_.port(), 0};
    pong.ping_hash = ping_hash;
    pong.expiration = far_expiration();
    return pong;
}

Hash256 Stranger::send(const Packet& packet) {
    const Sealed sealed_packet = seal(packet, self_).value();
    send_raw(sealed_packet.datagram);
    return sealed_packet.hash;
}

void Stranger::send_raw(BytesView datagram) {
    socket_.send_to(asio::buffer(datagram.data(), datagram.size()), victim_);
}

void Stranger::receive() {
    network_.until([this] { return has_mail(); });
    last_datagram_.resize(2000);
    asio::ip::udp::endpoint from;
    last_datagram_.resize(socket_.receive_from(asio::buffer(last_datagram_), from));
}

void Stranger::bond() {
    send(ping());
    expect<Pong>();
    expect<Ping>();
    send(pong(last_hash()));
}

}  // namespace plexus::discv4
