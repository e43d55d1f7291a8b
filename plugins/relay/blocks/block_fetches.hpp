#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <api/net/peer.hpp>

namespace plexus::relay {

/// Blocks that peers have told of and that are to be fetched: each from one peer at a time, and
/// from each peer one at a time, so that a peer which announces what does not exist hinders nobody.
///
/// @thread the plugin's strand
class BlockFetches {
public:
    struct Task {
        Hash256 hash{};
        net::PeerPtr peer{};
    };

    /// @returns false at a bound
    bool add(const Hash256& hash, const net::PeerPtr& peer);

    /// The longest known block that can be asked for now.
    std::optional<Task> take();

    enum class Outcome : std::uint8_t { done, request_another };

    /// Ends what take() began.
    void finish(const Task& task, Outcome response);

private:
    struct Block {
        Hash256 hash{};
        std::deque<net::PeerPtr> peers{};  ///< who has it and was not asked
        bool in_work = false;
    };
    using Place = std::list<Block>::iterator;

    void let_go(const net::PeerPtr& peer);
    void erase(Place place);

    std::list<Block> blocks_;  ///< in the order in which they became known
    std::unordered_map<Hash256, Place> places_;
    std::unordered_map<net::NodeId, std::size_t> entries_;  ///< of each peer, in all blocks
    std::unordered_set<net::NodeId> busy_;
};

}  // namespace plexus::relay
