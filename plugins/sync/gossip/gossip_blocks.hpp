#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include <plugins/sync/fetch/batch.hpp>
#include <plugins/sync/headers/our_chain.hpp>

namespace plexus::sync {

/// A block that came by gossip and was checked by itself.
struct GossipBlock {
    Batch batch{};                     ///< of this one block
    Uint256 told_difficulty{};         ///< zero if its sender told none. Not proven.
    bool complete = false;             ///< whether the receipts are here too, if they are wanted
    std::vector<net::PeerPtr> from{};  ///< peers that have the block; the first one has sent it

    const eth::CheckedHeader& header() const { return batch.headers.front(); }
};

/// Blocks that came by gossip and are not yet part of our chain. Bounded for each peer, and in
/// bytes: where room is short, the oldest block of the peer with the most blocks goes.
///
/// @thread none of its own: one caller at a time
class GossipBlocks {
public:
    explicit GossipBlocks(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// How many blocks of one peer are kept.
    static constexpr std::size_t most_of_peer = 4;
    /// How many peers are remembered to have one block.
    static constexpr std::size_t most_peers = 8;

    /// @ownership  good until the next call
    GossipBlock* find(const Hash256& hash);
    void add(GossipBlock gossiped);
    /// Notes that a peer has a block that is here.
    void note(const Hash256& hash, const net::PeerPtr& peer);

    /// Takes the complete block that follows the end of our chain.
    std::optional<GossipBlock> take_next(const Position& end);
    /// Takes a block.
    std::optional<GossipBlock> take(const Hash256& hash);
    /// Takes all blocks whose parent is that one.
    std::vector<GossipBlock> take_children(const Hash256& parent);
    /// Drops the blocks up to a number, which came too late.
    void drop_up_to(std::uint64_t number);

    bool has_next(const Position& end) const;

private:
    std::size_t count_of(const net::NodeId& peer) const;
    std::size_t bytes() const;
    void drop_oldest_of(const net::NodeId& peer);
    net::NodeId greediest() const;

    std::deque<GossipBlock> blocks_{};  ///< in order of gossiped
    std::size_t limit_bytes_;
};

}  // namespace plexus::sync
