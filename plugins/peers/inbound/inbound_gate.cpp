#include "inbound_gate.hpp"

#include <kit/net/address_class.hpp>

namespace plexus::peers {
namespace {

using net::RefusalCause;

/// @spec go-ethereum p2p/server.go, inboundThrottleTime
constexpr std::chrono::seconds throttle{30};

/// Hosts remembered; a forgotten host may connect again sooner, which does no harm.
constexpr std::size_t most_hosts = 4096;

/// A fifth of the default limit, so that the hosts of one network cannot occupy all handshakes.
constexpr std::size_t most_pending_of_network = 10;

}  // namespace

InboundGate::InboundGate(std::size_t most_pending)
    : most_pending_(most_pending), seen_(most_hosts) {}

std::optional<RefusalCause> InboundGate::enter(const asio::ip::address& from, SteadyTime now) {
    if (pending_ >= most_pending_) return RefusalCause::too_many_pending;
    const net::Prefix network = net::network_of(from);
    if (!net::is_local(from)) {
        const auto known = networks_.find(network);
        if (known != networks_.end() && known->second >= most_pending_of_network) {
            return RefusalCause::too_many_from_network;
        }
        const net::Prefix host = net::host_of(from);
        const SteadyTime* last = seen_.find(host);
        if (last != nullptr && now - *last < throttle) return RefusalCause::too_soon;
        seen_.put(host, now);
    }
    ++pending_;
    ++networks_[network];
    return std::nullopt;
}

void InboundGate::forget(const asio::ip::address& from) { seen_.erase(net::host_of(from)); }

void InboundGate::leave(const asio::ip::address& from) {
    --pending_;
    const auto known = networks_.find(net::network_of(from));
    if (--known->second == 0) networks_.erase(known);
}

}  // namespace plexus::peers
