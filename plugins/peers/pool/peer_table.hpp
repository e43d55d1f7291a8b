#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>

#include <api/async/clock.hpp>
#include <api/net/peer.hpp>

namespace plexus::peers {

/// How many peers fit in, and which of them cannot be pushed out: a node whose peers all came to
/// it can be surrounded by one party.
struct SlotLimits {
    std::size_t most = 50;
    std::size_t most_inbound = 34;
    std::size_t sure_dialled = 16;  ///< as many dialled peers keep their slots against newcomers
};

/// Who sits where: the pool's view of its peers, without the peers. A value, so that a copy can be
/// read on any strand while the pool goes on with its own.
class PeerTable {
public:
    struct Slot {
        net::Direction direction = net::Direction::outbound;
        SteadyTime since{};
        int score = 0;
    };

    /// What becomes of a newcomer, and of the peer whose slot it takes.
    struct Judgement {
        std::optional<net::Reason> refusal{};
        std::optional<net::NodeId> replaces{};
    };

    explicit PeerTable(const net::NodeId& self) : self_(self) {}

    void set_limits(const SlotLimits& limits) { limits_ = limits; }

    Judgement judge(const net::NodeId& id, net::Direction direction, SteadyTime now) const;

    void occupy(const net::NodeId& id, const Slot& slot) { slots_[id] = slot; }
    void release(const net::NodeId& id) { slots_.erase(id); }
    void rate(const net::NodeId& id, int score);
    bool has_slot(const net::NodeId& id) const { return slots_.contains(id); }
    std::size_t size() const noexcept { return slots_.size(); }
    std::size_t count(net::Direction direction) const;

    /// Exempt from limits and bans: the static and the trusted nodes.
    void favour(const net::NodeId& id) { favoured_.insert(id); }
    bool favours(const net::NodeId& id) const { return favoured_.contains(id); }

    void ban(const net::NodeId& id, SteadyTime until);
    bool banned(const net::NodeId& id, SteadyTime now) const;
    void forget_bans(SteadyTime now);

    /// From now on everybody is refused.
    void close() { closed_ = true; }
    bool closed() const noexcept { return closed_; }
    const net::NodeId& self() const noexcept { return self_; }

private:
    Judgement judge_double(const Slot& present, const net::NodeId& id, net::Direction direction,
                           SteadyTime now) const;
    std::optional<net::NodeId> dispensable() const;

    net::NodeId self_;
    SlotLimits limits_{};
    std::map<net::NodeId, Slot> slots_;
    std::set<net::NodeId> favoured_;
    std::map<net::NodeId, SteadyTime> bans_;
    bool closed_ = false;
};

}  // namespace plexus::peers
