#pragma once

#include <cstddef>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

#include <api/net/node_store.hpp>

#include "buckets.hpp"
#include "contests.hpp"

namespace plexus::nodestore {

/// What a file holds.
struct Contents {
    Secret secret{};                        ///< zeros: there is none
    std::vector<net::NodeEntry> entries{};  ///< nodes that were only heard of
    std::vector<net::NodeEntry> tried{};    ///< nodes that were peers
};

/// Known nodes, of a bounded number and age. Nodes that were peers are kept apart from those that
/// were only heard of, and give no place up to them: an attacker that tells of many nodes displaces
/// nodes of its own networks, and none that has proved itself. A tried node gives up its place to a
/// newer one only if it fails when it is dialled for that, see contests.hpp.
///
/// @thread  none of its own: one caller at a time
class NodeBook {
public:
    /// A file of about 7 MB if all of them have records.
    static constexpr std::size_t capacity = Buckets::capacity;
    /// Addresses change hands. @spec go-ethereum p2p/discover, age of seeds
    static constexpr std::chrono::hours max_age{5 * 24};
    /// Fewer are not forgotten for their age alone: a node that was off for a week has no others.
    static constexpr std::size_t least_kept = 200;
    /// A node that failed so often and was not seen for so long is gone.
    /// @spec Bitcoin Core src/addrman.cpp, ADDRMAN_MAX_FAILURES
    static constexpr std::uint32_t max_failures = 10;
    static constexpr std::chrono::hours gone_after{2 * 24};
    /// A tried node that was seen in this time keeps its place against a newer one.
    /// @spec Bitcoin Core src/addrman.cpp, ADDRMAN_REPLACEMENT
    static constexpr std::chrono::hours proven_for{4};

    /// @param contents  as they were read from disk; without a secret a new one is made
    explicit NodeBook(Contents contents = {});

    /// Adds a node or what was learnt about it. In a full bucket chance decides who goes.
    void update(const net::NodeUpdate& news);

    void remove(const net::NodeId& id);

    /// Removes the nodes that were not seen for too long and are not banned.
    void forget_old(WallTime now);

    std::optional<net::NodeEntry> find(const net::NodeId& id) const;
    std::vector<net::NodeEntry> select(const net::NodeQuery& query, WallTime now) const;

    Contents contents() const;
    std::size_t size() const noexcept { return nodes_.size(); }

private:
    struct Known {
        net::NodeEntry entry{};
        Buckets::Number bucket = 0;
    };
    using Nodes = std::unordered_map<net::NodeId, Known>;

    static Table table_of(const Known& known) { return Buckets::table_of(known.bucket); }
    void put(net::NodeEntry entry, Table table);
    void place(Known& known, Table table);
    void make_room(Buckets::Number bucket);
    bool free_tried_place(Buckets::Number bucket, const net::NodeId& newcomer, WallTime now);
    void decide(const net::NodeUpdate& news);
    std::vector<net::NodeEntry> contested(std::size_t count, WallTime now) const;
    void settle(Known& known, WallTime now);

    /// Who leaves and who is drawn. Nobody sees its numbers; to ask the system for each would cost
    /// as much as all the rest of an update.
    mutable std::mt19937_64 random_;
    Buckets buckets_;
    Contests contests_;
    Nodes nodes_;
};

}  // namespace plexus::nodestore
