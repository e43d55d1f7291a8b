#pragma once

#include <deque>
#include <unordered_set>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/net/discovery_query.hpp>
#include <kit/net/address_limit.hpp>

#include "found.hpp"

namespace plexus::crawl {

/// How far a crawl has come.
struct Progress {
    std::size_t heard_of = 0;
    std::size_t responded = 0;
    std::size_t probed = 0;
    std::size_t met = 0;  ///< of those that were probed, nodes that sent a Hello
    std::size_t waiting = 0;
};

/// Requests from every node the nodes that it knows, by each discovery protocol, and connects to
/// the nodes that respond.
///
/// @thread     the executor, a strand
/// @ownership  run() has returned before it is destroyed
class Crawler {
public:
    /// What a crawl may cost others.
    struct Limits {
        std::size_t walkers = 128;  ///< nodes with a request at once, by each protocol
        std::size_t probers = 64;   ///< connections at once
        std::size_t at_a_host = 2;  ///< nodes at one address with a request at once, by a protocol
        /// Requests to one address. reth drops more than 60 a minute in the long run.
        net::Rate requests{.per_second = 1, .burst = 40};
        /// Nodes that are remembered; a hostile node can invent any number.
        std::size_t nodes = 200'000;
    };

    /// @param protocols  at least one
    /// @param transport  connects to the nodes; null: no connections
    Crawler(const Executor& executor, std::vector<net::DiscoveryQuery*> protocols,
            net::Transport* transport, std::uint64_t secret, const Limits& limits);

    /// Crawls until nothing new comes, once.
    /// @returns false if the time was over before
    awaitable<bool> run(Duration timeout);

    const FoundNodes& nodes() const noexcept { return nodes_; }
    Progress progress() const;

private:
    /// One protocol's way through the network.
    struct Walk {
        net::DiscoveryQuery* query = nullptr;
        std::deque<net::Node> queue{};  ///< nodes without a request yet
        std::unordered_set<net::NodeId> heard{};
        std::map<asio::ip::address, std::size_t> hosts{};  ///< that have a request now
        std::size_t busy = 0;
    };

    awaitable<void> crawl();
    awaitable<void> begin(Walk& walk);
    void dispatch(TaskScope& tasks);
    void dispatch(TaskScope& tasks, Walk& walk);
    bool is_over() const;
    awaitable<void> examine(Walk& walk, net::Node node);
    awaitable<void> request_all(Walk& walk, net::Node node);
    awaitable<bool> request(Walk& walk, const net::Node& node, unsigned part, bool& news);
    awaitable<void> fetch_record(Walk& walk, const net::Node& node);
    awaitable<void> connect(net::NodeId id);
    awaitable<void> wait_for_turn(const net::Node& node);
    bool hear(Walk& walk, const net::Node& node);
    void note_response(const net::NodeId& id, Duration took);

    Executor executor_;
    Clock& clock_;
    net::Transport* transport_;
    Limits limits_;
    net::AddressLimit courtesy_;
    std::vector<Walk> walks_;
    std::deque<net::NodeId> to_probe_;
    std::size_t probing_ = 0;
    std::size_t probed_ = 0;
    std::size_t met_ = 0;
    std::size_t responded_ = 0;
    FoundNodes nodes_;
    Event changed_;
};

}  // namespace plexus::crawl
