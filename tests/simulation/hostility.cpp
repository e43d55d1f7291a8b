#include "hostility.hpp"

#include <memory>

#include <kit/net/token_bucket.hpp>

#include "random.hpp"

namespace plexus::simulation {
namespace {

constexpr int echoes = 5;

/// Without a limit two echoing nodes would fill the world with each other's echoes.
constexpr net::Rate echo_rate{.per_second = 50, .burst = 50};

}  // namespace

const char* name_of(Kind kind) {
    constexpr const char* names[] = {"honest", "silent", "garbling", "echoing"};
    return names[static_cast<std::size_t>(kind)];
}

Kind hostile_kind(std::size_t number) { return static_cast<Kind>(1 + number % 3); }

void misbehave(SimulatedPort& port, Kind kind, const Clock& clock) {
    switch (kind) {
        case Kind::honest:
            return;
        case Kind::silent:
            port.incoming = [](const net::Datagram&) { return false; };
            return;
        case Kind::garbling:
            port.outgoing = [](Bytes& datagram) {
                if (draw_below(2) == 0) datagram[draw_below(datagram.size())] ^= 1;
            };
            return;
        case Kind::echoing:
            port.incoming = [&port, &clock, rate = std::make_shared<net::TokenBucket>(echo_rate)](
                                const net::Datagram& datagram) {
                for (int i = 0; i < echoes && rate->take(clock.now()); ++i) {
                    (void)port.send(datagram.bytes, datagram.from, {});
                }
                return true;
            };
    }
}

}  // namespace plexus::simulation
