#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <api/async/clock.hpp>
#include <api/net/peer_pool_event.hpp>

#include "access_lists.hpp"

namespace plexus::peers {

/// How many peers there may be, and how many slots are reserved for dialled ones: a node with
/// incoming peers only could be eclipsed by one hostile party.
struct SlotLimits {
    std::size_t most = 50;
    std::size_t most_inbound = 34;
    std::size_t sure_dialled = 16;  ///< so many dialled peers are not replaced by incoming ones
};

/// What a remote is told of its refusal.
net::Reason reason_for(net::RefusalCause cause) noexcept;

/// Slots and bans by node id, without the connections. A plain value, so that a copy can be read on
/// any strand while the pool changes its own.
class PeerTable {
public:
    struct Slot {
        net::Direction direction = net::Direction::outbound;
        SteadyTime since{};
        int score = 0;
    };

    /// Whether a new connection gets a slot, and which peer loses its slot to it.
    struct Judgement {
        std::optional<net::RefusalCause> refusal{};
        std::optional<net::NodeId> replaces{};
    };

    /// @param access  whose exemptions and bans hold
    PeerTable(const net::NodeId& self, std::shared_ptr<const AccessLists> access)
        : self_(self), access_(std::move(access)) {}

    void set_limits(const SlotLimits& limits) { limits_ = limits; }

    Judgement judge(const net::NodeId& id, net::Direction direction, SteadyTime now) const;

    void occupy(const net::NodeId& id, const Slot& slot) { slots_[id] = slot; }
    void release(const net::NodeId& id) { slots_.erase(id); }
    void rate(const net::NodeId& id, int score);
    bool has_slot(const net::NodeId& id) const { return slots_.contains(id); }
    std::size_t size() const noexcept { return slots_.size(); }
    std::size_t count(net::Direction direction) const;

    /// From now on every connection is refused.
    void close() { closed_ = true; }
    bool closed() const noexcept { return closed_; }
    const net::NodeId& self() const noexcept { return self_; }

private:
    Judgement judge_double(const Slot& present, const net::NodeId& id, net::Direction direction,
                           SteadyTime now) const;
    std::optional<net::NodeId> dispensable() const;

    net::NodeId self_;
    std::shared_ptr<const AccessLists> access_;
    SlotLimits limits_{};
    std::map<net::NodeId, Slot> slots_;
    bool closed_ = false;
};

}  // namespace plexus::peers
