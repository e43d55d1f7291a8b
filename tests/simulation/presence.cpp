#include "presence.hpp"

namespace plexus::simulation {
namespace {

constexpr std::uint16_t udp_port = 30303;

asio::ip::address_v4 address_of(std::uint64_t number, bool hostile) {
    const std::uint64_t wide = hostile ? number / 8 : number;
    const std::uint64_t narrow = hostile ? number / 2 % 4 : 7;
    const std::uint64_t host = hostile ? 1 + number % 2 : 9;
    const std::uint64_t first = hostile ? 150U : 20U;
    return asio::ip::address_v4(
        static_cast<std::uint32_t>((first << 24U) + (wide << 16U) + (narrow << 8U) + host));
}

}  // namespace

Presence::Presence(Environment& environment, std::uint64_t number, bool hostile)
    : local(number + 1, address_of(number, hostile)),
      port(environment.internet, {address_of(number, hostile), udp_port}),
      transport(environment.network, local) {
    local.set_udp_port(udp_port);
}

void Presence::add_to(Surroundings& surroundings) {
    surroundings.provide<net::LocalNode>(local);
    surroundings.provide<net::DatagramPort>(port);
    surroundings.provide<net::Transport>(transport);
}

}  // namespace plexus::simulation
