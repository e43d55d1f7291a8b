#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <api/net/node.hpp>

#include "distance.hpp"

namespace plexus::discovery {

/// How soon a node is checked again.
enum class Pace : std::uint8_t {
    fast,  ///< new, moved, or silent at its last check
    slow,  ///< responded to its last check
};

/// A node of the table; its endpoint was proved before it was put in.
struct Member {
    net::Node node{};                ///< with its record, if that is known
    Hash256 place{};                 ///< of its id
    std::uint64_t enr_sequence = 0;  ///< enr-seq of its record
    unsigned checks = 0;             ///< with a response; divided by three at each one without
    bool live = true;                ///< responded to its last check
    Pace pace = Pace::fast;          ///< how soon it is checked again
};

/// The Kademlia table: nodes sorted into k-buckets by their log distance from us. Only nodes with a
/// proved endpoint may be put in, so that the table cannot be filled with forged addresses.
///
/// Random choices take their number from the caller: the table itself is a plain value.
///
/// @thread  none of its own: one caller at a time
/// @spec    devp2p discv4, "Kademlia Table"; limits as in go-ethereum p2p/discover/table.go
class Table {
public:
    /// Members of one bucket: k.
    static constexpr std::size_t bucket_size = 16;
    /// Nodes that wait for a place in a bucket.
    static constexpr std::size_t max_replacements = 10;
    /// Buckets; the nearest one has all nodes up to distance 239.
    static constexpr std::size_t bucket_count = 17;
    /// Nodes of one network, a /24 of IPv4 or a /48 of IPv6, in a bucket.
    static constexpr std::size_t subnet_limit_bucket = 2;
    /// Nodes of one network in the table.
    static constexpr std::size_t subnet_limit_table = 10;
    /// Nodes of one /32 of IPv6 in the table: anybody gets such a block, with 65,536 of /48.
    static constexpr std::size_t provider_limit_table = 40;
    /// A node that does not respond to FindNode is kept only in a bucket of fewer members than
    /// this.
    static constexpr std::size_t keep_unhelpful_below = 4;

    /// @param self  the own id, which is never put in
    explicit Table(const net::NodeId& self) : self_{self}, place_{place_of(self)} {}

    /// Takes in a node, or its new endpoint. A full bucket keeps it as a replacement.
    /// @returns true if it is new among the members
    bool put(const net::Node& node);

    /// @returns the member with that id, or null; good until the table changes
    const Member* find(const net::NodeId& id) const;

    /// The members nearest to `target` that pass `wanted`, nearest first. Members whose last check
    /// had no response count only if there are no others.
    std::vector<net::Node> closest(const Hash256& target, std::size_t count,
                                   const std::function<bool(const net::Node&)>& wanted = {}) const;

    /// A member of that pace, chosen by `random`.
    std::optional<net::Node> pick(Pace pace, std::uint64_t random) const;

    /// The member responded to a check.
    /// @returns the checks with a response so far, 0 if it is no member
    unsigned responded(const net::NodeId& id);

    /// The member did not respond to a check. After too many such checks it is removed, and
    /// `random` chooses its replacement.
    void was_silent(const net::NodeId& id, std::uint64_t random);

    /// The member does not respond to requests, though it responds to checks.
    void was_unhelpful(const net::NodeId& id, std::uint64_t random);

    /// Notes the sequence number of a member's record.
    void set_enr_sequence(const net::NodeId& id, std::uint64_t sequence);

    /// How many members there are.
    std::size_t size() const noexcept;

private:
    struct Bucket {
        std::vector<Member> members;
        std::vector<Member> replacements;  // the newest at the end
    };

    std::size_t index_of(const Hash256& place) const noexcept;
    Bucket& bucket_of(const Hash256& place) { return buckets_[index_of(place)]; }
    Member* find_member(const net::NodeId& id);
    bool update(Member& known, const net::Node& node);
    bool has_room_for(const asio::ip::address& address, const net::NodeId& id,
                      const Bucket& bucket) const;
    void remove(const net::NodeId& id, std::uint64_t random);

    net::NodeId self_;
    Hash256 place_;
    std::array<Bucket, bucket_count> buckets_;
};

}  // namespace plexus::discovery
