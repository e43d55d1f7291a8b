#include "inbound_gate.hpp"

namespace plexus::peers {
namespace {

/// @spec go-ethereum p2p/server.go, inboundThrottleTime
constexpr std::chrono::seconds throttle{30};

/// A host that is forgotten because this many others came may come again: no harm.
constexpr std::size_t most_hosts = 4096;

/// A fifth of the default limit: nobody with one network behind him holds all handshakes.
constexpr std::size_t most_pending_neighbours = 10;

}  // namespace

InboundGate::InboundGate(std::size_t most_pending)
    : most_pending_(most_pending), seen_(most_hosts) {}

bool InboundGate::enter(const asio::ip::address& from, SteadyTime now) {
    if (pending_ >= most_pending_) return false;
    if (!is_local(from)) {
        const auto known = neighbours_.find(neighbourhood(from));
        if (known != neighbours_.end() && known->second >= most_pending_neighbours) return false;
        const SteadyTime* last = seen_.find(host_of(from));
        if (last != nullptr && now - *last < throttle) return false;
        seen_.put(host_of(from), now);
    }
    ++pending_;
    ++neighbours_[neighbourhood(from)];
    return true;
}

void InboundGate::leave(const asio::ip::address& from) {
    --pending_;
    const auto known = neighbours_.find(neighbourhood(from));
    if (--known->second == 0) neighbours_.erase(known);
}

}  // namespace plexus::peers
