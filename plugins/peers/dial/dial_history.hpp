#pragma once

#include <cstdint>
#include <random>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::peers {

/// Why a node is not dialled again at once.
enum class DialPause : std::uint8_t {
    failed,          ///< nothing responded, or the connection ended at once: longer each time
    full,            ///< it had no room: it is alive, so the pause is short and does not grow
    useless,         ///< it is of another chain, or speaks nothing that we do
    wrong_identity,  ///< another node is at its address
};

/// The pause for a reason, before chance changes it.
/// @param failures  in a row, before this one
Duration pause_for(DialPause reason, unsigned failures = 0) noexcept;

/// When each node was dialled, and how soon it may be dialled again.
class DialHistory {
public:
    /// Chance makes a pause so much shorter or longer at most: nodes that lost each other at one
    /// moment do not all come back at one moment.
    static constexpr int jitter_percent = 20;

    /// @param seed  of the chance
    explicit DialHistory(std::uint64_t seed);

    /// When a node that was found may be dialled; the epoch for one that never was dialled.
    SteadyTime ready_at(const net::NodeId& id);

    /// When a node that is to be kept may be dialled: the pause, however often it failed.
    SteadyTime redial_at(const net::NodeId& id);

    void dialled(const net::NodeId& id, SteadyTime now);

    /// The node is not dialled for a time.
    void pause(const net::NodeId& id, DialPause reason, SteadyTime now);
    void succeeded(const net::NodeId& id);

    /// What an earlier run knew of a node, unless this one has dialled it already.
    /// @param failures  in a row, with the one that is the reason
    void restore(const net::NodeId& id, SteadyTime dialled, DialPause reason, unsigned failures);

    /// The node may be dialled at once.
    void forget(const net::NodeId& id) { entries_.erase(id); }

private:
    struct Entry {
        SteadyTime dialled{};
        SteadyTime ready{};
        unsigned failures = 0;
    };

    Entry& entry(const net::NodeId& id);
    Duration some(Duration pause);

    net::LruMap<net::NodeId, Entry> entries_;
    std::mt19937_64 chance_;
};

}  // namespace plexus::peers
