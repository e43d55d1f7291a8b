#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/peer_pool_event.hpp>

#include <plugins/peers/inbound/eviction.hpp>
#include "access_lists.hpp"

namespace plexus::peers {

/// How many peers there may be, and how many slots are reserved for dialled ones: a node with
/// incoming peers only could be eclipsed by one hostile party.
struct SlotLimits {
    std::size_t most = 50;
    std::size_t most_inbound = 34;
    std::size_t sure_dialled = 16;  ///< so many dialled peers are not replaced by incoming ones
    bool by_network = true;         ///< whether a network has a bounded share, see crowded()
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
        asio::ip::address address{};  ///< unspecified: in no network
        Merit merit{};                ///< all but the score
        SteadyTime useful{};          ///< when it last served a request or showed something new
    };

    /// Whether a new connection gets a slot, and which peer loses its slot to it.
    struct Judgement {
        std::optional<net::RefusalCause> refusal{};
        std::optional<net::NodeId> replaces{};
        bool evicts = false;  ///< the one replaced had connected to us, and has done nothing wrong
    };

    /// @param access  whose exemptions and bans hold
    /// @param secret  random, and never sent
    PeerTable(const net::NodeId& self, std::shared_ptr<const AccessLists> access,
              std::uint64_t secret = 0)
        : self_(self), access_(std::move(access)), secret_(secret) {}

    void set_limits(const SlotLimits& limits) { limits_ = limits; }

    /// Most peers in a /24 of IPv4 or a /48 of IPv6. One party owns so much for little money.
    static constexpr std::size_t most_in_narrow_network = 2;
    /// Most dialled peers in a /16 of IPv4 or a /32 of IPv6. @spec Bitcoin Core, outbound groups
    static constexpr std::size_t most_dialled_in_wide_network = 1;

    /// A full node lets one newcomer in for an incoming peer in so long: a newcomer needs time to
    /// show what it is good for, and an attacker is not to try out which peers are protected.
    static constexpr std::chrono::seconds eviction_pause{30};
    /// And for newcomers of one /24 (IPv6 /48) no more than one in so long: or whoever comes again
    /// and again would have nearly all of these places.
    static constexpr std::chrono::hours eviction_pause_of_network{1};

    /// @param at  where the node is; an unspecified address is in no network
    Judgement judge(const net::NodeId& id, net::Direction direction, SteadyTime now,
                    const asio::ip::address& at = {}) const;

    /// Whether the network of an address has its share of peers already. Static and trusted peers
    /// do not count, nor does anything at a local address.
    bool crowded(const asio::ip::address& at, net::Direction direction) const;

    void occupy(const net::NodeId& id, const Slot& slot);
    void release(const net::NodeId& id);
    void rate(const net::NodeId& id, int score);
    void set_latency(const net::NodeId& id, Duration latency);

    /// The peer was the first to show something new.
    void note_first_shown(const net::NodeId& id, std::string_view message, SteadyTime now);

    /// The peer served a request, or showed something new.
    void note_use(const net::NodeId& id, SteadyTime now);

    /// After so long without any use a peer gives its slot up, if most others are of use. While all
    /// slots are taken it takes less; an incoming peer keeps a slot that no other node wants.
    static constexpr std::chrono::minutes idle_after{30};
    static constexpr std::chrono::minutes idle_after_when_full{10};

    /// While most peers are of no use, those leave a full node no sooner than so long after each
    /// other: in a quiet network a few may be all that have something to say. They do leave, or
    /// whoever once got most of the slots would keep them by being silent. But those that a
    /// rotation protects stay: one that is quicker than all others must not cost them their slots.
    static constexpr std::chrono::minutes idle_pause{1};
    /// While nobody is of use the pause doubles each time, so often at most: a node that sends no
    /// request and receives no gossip blames no peer for that.
    static constexpr unsigned most_doublings = 5;

    /// The peer that has been of no use for longest, if it was for too long.
    std::optional<net::NodeId> idle(SteadyTime now) const;

    /// A peer left because it was idle.
    void idle_left(SteadyTime now);

    /// Whether the peer served a request or showed something new within the time that a peer may
    /// be idle.
    bool was_useful(const net::NodeId& id, SteadyTime now) const;

    /// The dialled peer that makes room for another one while all slots are taken, see
    /// choose_rotated().
    std::optional<net::NodeId> rotated(SteadyTime now, std::uint64_t chance) const;

    /// An incoming peer lost its slot to another one.
    /// @param by  where the newcomer is
    void evicted(const asio::ip::address& by, SteadyTime now);
    bool has_slot(const net::NodeId& id) const { return slots_.contains(id); }
    std::size_t size() const noexcept { return slots_.size(); }
    std::size_t count(net::Direction direction) const noexcept;

    /// From now on every connection is refused.
    void close() { closed_ = true; }
    bool closed() const noexcept { return closed_; }
    const net::NodeId& self() const noexcept { return self_; }

private:
    Judgement judge_double(const Slot& present, const net::NodeId& id, net::Direction direction,
                           SteadyTime now) const;
    std::optional<net::NodeId> dispensable() const;
    Judgement judge_full(const asio::ip::address& at, SteadyTime now) const;
    bool may_evict(const asio::ip::address& at, SteadyTime now) const;
    std::size_t count_useful(SteadyTime now) const;
    bool are_most(std::size_t useful) const { return useful > 0 && useful * 2 >= slots_.size(); }
    Duration pause_between_idle(std::size_t useful) const;
    std::vector<EvictionCandidate> candidates(
        std::optional<net::Direction> direction = std::nullopt) const;
    std::vector<EvictionCandidate> accountable(SteadyTime now) const;
    static bool is_useful(const Slot& slot, SteadyTime now);

    net::NodeId self_;
    std::shared_ptr<const AccessLists> access_;
    SlotLimits limits_{};
    std::map<net::NodeId, Slot> slots_;
    std::size_t inbound_ = 0;  // of slots_: every newcomer is judged by their number
    bool closed_ = false;
    std::uint64_t secret_;
    std::optional<SteadyTime> evicted_at_{};
    std::map<net::Prefix, SteadyTime> evicted_by_{};  // one in eviction_pause, for an hour
    std::optional<SteadyTime> idle_left_at_{};
    unsigned vain_ = 0;  // peers that left in a row while nobody was of use
};

}  // namespace plexus::peers
