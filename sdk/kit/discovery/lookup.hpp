#pragma once

#include <functional>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

#include "distance.hpp"

namespace plexus::discovery {

/// The nodes that a lookup yields at most. @spec devp2p discv4, "Recursive Lookup"
inline constexpr std::size_t lookup_results = 16;

/// How far a lookup has come: the nearest nodes heard of, and which of them to query next.
/// @thread  none of its own: one caller at a time
class LookupState {
public:
    /// @param target  the place that is looked for
    /// @param self    the own id, which is never queried
    LookupState(const Hash256& target, const net::NodeId& self) : target_{target}, self_{self} {}

    /// Takes nodes that were heard of; known ones are left out.
    void add(std::span<const net::Node> nodes);

    /// The nearest of the 16 nearest nodes that was not queried yet; it then counts as queried.
    std::optional<net::Node> next_to_query();

    /// The node did not respond: it makes room for another one.
    void failed(const net::NodeId& id);

    /// Nearest first.
    std::vector<net::Node> nearest() const;

private:
    struct Heard {
        net::Node node;
        Hash256 place;
        bool queried = false;
    };

    Hash256 target_;
    net::NodeId self_;
    std::vector<Heard> nearest_;             // sorted, at most 16
    std::unordered_set<net::NodeId> known_;  // bounded: 16 queried nodes tell of 16 each, some fail
};

/// Queries a node for the nodes near the target that it knows.
using QueryNode = std::function<awaitable<Result<std::vector<net::Node>>>(net::Node)>;

/// Looks for the 16 nodes nearest to the target of `progress`, three requests at a time. `query`
/// outlives the lookup.
/// @returns nearest first
/// @spec    devp2p discv4, "Recursive Lookup"
awaitable<std::vector<net::Node>> lookup(LookupState progress, std::vector<net::Node> start,
                                         const QueryNode& query);

}  // namespace plexus::discovery
