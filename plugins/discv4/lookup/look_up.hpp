#pragma once

#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include <plugins/discv4/requests/requests.hpp>
#include <plugins/discv4/table/distance.hpp>

namespace plexus::discv4 {

/// How far a look-up has come: the nearest nodes heard of, and which of them to ask next.
/// @thread  none of its own: one caller at a time
class LookUpState {
public:
    LookUpState(const net::NodeId& target, const net::NodeId& self)
        : target_{place_of(target)}, self_{self} {}

    void add(std::span<const net::Node> nodes);

    /// The nearest of the 16 nearest nodes that was not queried yet; it then counts as queried.
    std::optional<net::Node> next_to_ask();

    /// The node did not answer: it makes room for another one.
    void failed(const net::NodeId& id);

    /// Nearest first.
    std::vector<net::Node> nearest() const;

private:
    struct Heard {
        net::Node node;
        Hash256 place;
        bool requested = false;
    };

    Hash256 target_;
    net::NodeId self_;
    std::vector<Heard> nearest_;             // sorted, at most 16
    std::unordered_set<net::NodeId> known_;  // bounded: 16 asked nodes tell of 16 each, some fail
};

/// Looks for the 16 nodes nearest to `target`, three requests at a time.
/// @spec  devp2p discv4, "Recursive Lookup"
awaitable<std::vector<net::Node>> look_up(State& state, Requests& requests, net::NodeId target,
                                          std::vector<net::Node> start);

}  // namespace plexus::discv4
