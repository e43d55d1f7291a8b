#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/eth/status.hpp>
#include <api/net/node.hpp>
#include <api/net/transport.hpp>

namespace plexus::crawl {

/// What a connection to a node brought.
struct Probe {
    std::string client{};  ///< as the node says it; anything
    std::vector<net::HelloCapability> capabilities{};
    std::optional<eth::Status> status{};
    std::string ending{};  ///< why there is no Hello, or no Status; empty if there are both
};

/// A node that was heard of.
struct Found {
    net::Node node{};                   ///< where it was heard to be
    net::NodeRecordPtr record{};        ///< null: it gave none
    WallTime first_response{};          ///< the epoch: it never responded
    WallTime last_response{};           ///< of a discovery protocol
    WallTime last_check{};              ///< when the last request was sent
    std::optional<Duration> latency{};  ///< of a discovery protocol's request
    std::optional<Probe> probe{};       ///< nothing: it was not dialled

    bool responded() const noexcept { return first_response != WallTime{}; }
};

/// All nodes that were found; the nodes that responded are among them.
using FoundNodes = std::map<net::NodeId, Found>;

}  // namespace plexus::crawl
