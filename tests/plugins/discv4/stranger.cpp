#include "stranger.hpp"

#include <utility>

namespace plexus::discv4 {

Stranger::Stranger(Neighborhood& network, const net::Node& victim, std::uint64_t seed,
                   const char* address)
    : network_{network},
      self_{seed},
      victim_{victim.endpoint().udp()},
      port_{network.network(), asio::ip::make_address(address)} {
    net::DatagramReceiver receiver;
    receiver.recognises = [](BytesView) { return true; };
    receiver.strand = network.executor();
    receiver.receive = [this](net::Datagram datagram) {
        mail_.push_back(std::move(datagram.bytes));
    };
    receiver_ = port_.add_receiver(std::move(receiver));
}

net::Node Stranger::node() const {
    return {self_.id(), {port_.endpoint().address(), 30303, port()}};
}

Ping Stranger::ping() const {
    Ping ping;
    ping.from = node().endpoint();
    ping.to = {victim_.address(), 0, victim_.port()};
    ping.expiration = far_expiration();
    return ping;
}

Pong Stranger::pong(const Hash256& ping_hash) const {
    Pong pong;
    pong.to = {victim_.address(), 0, victim_.port()};
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
    (void)port_.send({datagram.begin(), datagram.end()}, victim_, {});
}

void Stranger::receive() {
    network_.until([this] { return has_mail(); });
    last_datagram_ = std::move(mail_.front());
    mail_.pop_front();
}

void Stranger::bond() {
    send(ping());
    expect<Pong>();
    expect<Ping>();
    send(pong(last_hash()));
}

}  // namespace plexus::discv4
