#include "inbound_gate.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include <plugins/peers/pool/networks.hpp>

namespace plexus::peers {
namespace {

using net::RefusalCause;

/// @spec go-ethereum p2p/server.go, inboundThrottleTime
constexpr std::chrono::seconds throttle{30};

/// Hosts remembered; a forgotten host may connect again sooner, which does no harm.
constexpr std::size_t most_hosts = 4096;

/// One network has at most a fifth of the places, so that it cannot keep others out, however many
/// connections it opens in a second.
constexpr std::size_t fewest_networks = 5;

/// Addresses of static and trusted nodes have places of their own. Anybody behind such an address
/// uses them too, so they have a bound.
constexpr std::size_t most_exempt = 64;

}  // namespace

InboundGate::InboundGate(std::size_t most_pending)
    : most_pending_(most_pending), seen_(most_hosts) {}

std::optional<RefusalCause> InboundGate::enter(const asio::ip::address& from, SteadyTime now,
                                               bool exempt) {
    if (exempt && exempt_ < most_exempt) {
        ++exempt_;
        return std::nullopt;
    }
    if (exempt) return RefusalCause::too_many_pending;
    if (pending_ >= most_pending_) return RefusalCause::too_many_pending;
    const net::Prefix network = narrow_network_of(from);
    if (!net::is_local(from)) {
        const auto known = networks_.find(network);
        if (known != networks_.end() &&
            known->second >= std::max<std::size_t>(most_pending_ / fewest_networks, 1)) {
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

void InboundGate::leave(const asio::ip::address& from, bool exempt) {
    if (exempt) {
        --exempt_;
        return;
    }
    --pending_;
    const auto known = networks_.find(narrow_network_of(from));
    if (--known->second == 0) networks_.erase(known);
}

}  // namespace plexus::peers
