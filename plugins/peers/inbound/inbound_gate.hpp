#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <unordered_map>
#include <utility>

#include <api/async/clock.hpp>
#include <api/net/peer_pool_event.hpp>
#include <api/net/prefix.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::peers {

/// Decides which incoming connections may begin a handshake at all: before it, only the address is
/// known. A refused connection is closed without a message.
///
/// @thread  the pool's strand
class InboundGate {
public:
    explicit InboundGate(std::size_t most_pending);

    /// Lets a connection from there in or not; whoever gets in is given back by leave().
    /// @returns why not, or nothing
    /// @param exempt  the address of a static or trusted node: several of them may be behind it
    std::optional<net::RefusalCause> enter(const asio::ip::address& from, SteadyTime now,
                                           bool exempt = false);
    void leave(const asio::ip::address& from, bool exempt = false);

    /// Lets the host there come again at once.
    void forget(const asio::ip::address& from);

    std::size_t pending() const noexcept { return pending_ + exempt_; }

    /// A pass that is given back at the latest when it goes.
    class Pass {
    public:
        Pass(InboundGate& gate, asio::ip::address from, bool exempt = false)
            : gate_(&gate), from_(std::move(from)), exempt_(exempt) {}
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        ~Pass() { give_back(); }

        void give_back() {
            if (InboundGate* gate = std::exchange(gate_, nullptr)) gate->leave(from_, exempt_);
        }

    private:
        InboundGate* gate_;
        asio::ip::address from_;
        bool exempt_;
    };

private:
    std::size_t most_pending_;
    std::size_t pending_ = 0;
    std::size_t exempt_ = 0;  ///< pending and not counted in pending_
    std::unordered_map<net::Prefix, std::size_t> networks_;  ///< how many are pending of each
    net::LruMap<net::Prefix, SteadyTime> seen_;
};

}  // namespace plexus::peers
