#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <api/net/peer.hpp>

namespace plexus::relay {

/// Announced blocks that are to be fetched: each from one peer at a time, and one at a time from
/// each peer, so that a peer that announces blocks which do not exist holds up no other peer's.
/// Peers take turns. The whole is bounded by each peer's share.
///
/// @thread the plugin's strand
class BlockFetches {
public:
    struct Task {
        Hash256 hash{};
        net::PeerPtr peer{};
    };

    /// @returns false if the peer has used its share
    bool add(const Hash256& hash, const net::PeerPtr& peer);

    /// The next request: for the oldest block, to the peer whose last request is longest ago.
    std::optional<Task> take();

    enum class FetchResult : std::uint8_t { done, request_another };

    /// Ends what take() began.
    void finish(const Task& task, FetchResult response);

    /// The peer has left.
    void forget(const net::NodeId& peer);

private:
    struct Block {
        Hash256 hash{};
        std::deque<net::PeerPtr> peers{};  ///< peers that have it and got no request
        bool in_work = false;
    };
    using Position = std::list<Block>::iterator;

    void let_go(const net::PeerPtr& peer);
    void erase(Position place);

    std::list<Block> blocks_;  ///< in the order in which they became known
    std::unordered_map<Hash256, Position> places_;
    std::unordered_map<net::NodeId, std::size_t> entries_;  ///< of each peer, in all blocks
    std::unordered_set<net::NodeId> busy_;
    std::unordered_map<net::NodeId, std::uint64_t> turns_;  ///< when each got its last request
    std::uint64_t turn_ = 0;
};

}  // namespace plexus::relay
