#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// What became of the last attempt to connect to a node.
enum class DialOutcome : std::uint8_t {
    none,         ///< no attempt so far
    connected,    ///< it became a peer
    unreachable,  ///< nothing responded there
    refused,      ///< it disconnected us: too many peers, for example
    useless,      ///< it is of another chain, or shares no capability with us
    misbehaved,   ///< it broke the protocol, or is another node than it should be
};

/// @returns the name of the enumerator
PLEXUS_API std::string_view name_of(DialOutcome outcome) noexcept;

/// What is known of a node. A time at the epoch means never.
struct NodeEntry {
    Node node{};                 ///< its endpoints, and its record if known
    std::string source{};        ///< where it was first learnt from: "discv4", "static"
    WallTime first_seen{};       ///< when it was learnt of first
    WallTime last_seen{};        ///< when it responded last
    WallTime last_tried{};       ///< when this node tried to connect to it last
    std::uint32_t failures = 0;  ///< attempts to connect since the last one that succeeded
    DialOutcome outcome{};       ///< of the last attempt
    std::int32_t value = 0;      ///< its score, as PeerRecord::value
};

/// Something that was learnt about a node. What is left out stays as it is known.
struct NodeUpdate {
    Node node{};             ///< the id, and whatever endpoints and record are known
    std::string source{};    ///< where this comes from; kept for a node that is new
    WallTime at{};           ///< when that was
    bool responded = false;  ///< at the endpoints given here
    /// The outcome of an attempt to connect. `none`: the node lives, and no more is known.
    std::optional<DialOutcome> dialled{};
    std::optional<std::int32_t> value{};  ///< its score
};

/// Which entries are wanted.
struct NodeQuery {
    /// Which entries come first.
    enum class Order : std::uint8_t {
        best,    ///< the best value first, then the latest seen
        random,  ///< by chance, so that no node can arrange to be chosen
        /// Only nodes whose place a newer peer wants, and which lose it if they fail when they are
        /// dialled: those first that have waited for longest. Nothing else of the query counts but
        /// the number.
        contested,
    };

    std::size_t count = 0;      ///< how many at most
    Order order = Order::best;  ///< which first
    WallTime seen_since{};      ///< entries that were seen last before this are left out
};

/// Known nodes that survive a restart. The disk is never touched on the caller's strand.
///
/// @thread  any
/// @errors  none but cancellation: a store that cannot write says so in the log
class PLEXUS_API NodeStore {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.node-store", 1, Cardinality::one};

    virtual ~NodeStore();

    /// Takes in what was learnt. It is on disk some seconds later, see the store's options.
    virtual awaitable<void> update(NodeUpdate news) = 0;

    /// Forgets a node; nothing happens if it is not known.
    virtual awaitable<void> remove(NodeId id) = 0;

    /// @returns the entry of a node, or nothing if it is not known
    virtual awaitable<std::optional<NodeEntry>> find(NodeId id) = 0;

    /// @returns the entries that match the query, in its order
    virtual awaitable<std::vector<NodeEntry>> select(NodeQuery query) = 0;
};

}  // namespace plexus::inline v1::net
