#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <api/chain/head.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// How the node came to its head.
enum class HeadSource : std::uint8_t {
    assumed,  ///< nothing is known: the genesis block, and the clock for the forks
    agreed,   ///< the block that enough peers have; this node does not have it
    local,    ///< the end of the chain that this node has, and serves
};

/// "assumed", "agreed" or "local".
PLEXUS_API std::string_view to_string(HeadSource source) noexcept;

/// The node's head on its chain.
struct ChainStatus {
    HeadSource source = HeadSource::assumed;  ///< says what `head` is good for
    Head head{};                 ///< its number and time decide which forks have passed
    std::uint64_t earliest = 0;  ///< the first block that is served; means nothing unless `local`
};

/// Knows the node's ChainStatus, which Status, the node record and BlockRangeUpdate are made from.
/// Only a local head is told to others as ours; any other head only decides which forks have
/// passed.
///
/// @thread  any
class PLEXUS_API HeadTracker {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.head-tracker", 1, Cardinality::one};
    /// Called with the status after the change; it must neither block nor throw.
    using Observer = std::function<void(const ChainStatus&)>;

    virtual ~HeadTracker();

    /// Never waits.
    virtual ChainStatus chain_status() const = 0;

    /// The node has the chain from `earliest` to `head`; its total difficulty is true, or 0:
    /// unknown.
    virtual void set_local_head(const Head& head, std::uint64_t earliest) = 0;

    /// Calls the observer after each change, on the thread that made it: it must not block.
    virtual net::Subscription on_change(Observer observer) = 0;
};

}  // namespace plexus::inline v1::chain
