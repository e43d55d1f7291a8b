#pragma once

#include <random>
#include <set>
#include <vector>

#include <api/net/discovery.hpp>
#include <api/net/transport.hpp>
#include <api/plugin/lease.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/peers/pool/pool.hpp>
#include "dial_history.hpp"

namespace plexus::peers {

/// Chooses nodes to dial, and dials them.
///
/// @thread  the pool's strand
class Dialler {
public:
    Dialler(Pool& pool, net::Transport& transport, Runtime& runtime, Metrics& metrics);

    /// Stays connected to the static nodes. Until cancelled.
    awaitable<void> keep();

    /// Dials the nodes that a discovery finds, whenever there is a free slot. Until it ends or
    /// cancelled.
    awaitable<void> follow(Lease<net::Discovery> discovery);

    /// Dials nodes known from earlier, best first, once each.
    awaitable<void> recall(std::vector<net::Node> nodes);

    /// Forgets how dials of a node went.
    void forget(const net::NodeId& id) { history_.forget(id); }

private:
    /// A node that is being dialled, from the decision to the peer.
    class Mark {
    public:
        Mark(Dialler& dialler, const net::NodeId& id);
        ~Mark() { clear(); }
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;
        void clear();

    private:
        Dialler& dialler_;
        net::NodeId id_;
        bool set_ = true;
    };

    /// How a dial ended, told from the link's strand.
    struct Outcome {
        ErrorCode error{};
        SteadyTime met{};
        std::optional<Ending> ending{};
    };

    bool has_slot() const;
    awaitable<void> wait_for_slot();
    bool consider(const net::Node& node);
    Duration dial_kept();
    void start(const net::Node& node);
    awaitable<void> dial(net::Node node);
    awaitable<void> reach(net::Node node, Mark& mark, Outcome& outcome);
    void judge(const net::Node& node, const Outcome& outcome);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    DialHistory history_;
    std::set<net::NodeId> dialling_;
    std::minstd_rand random_;
    Counter& dials_;
    Counter& failures_;
};

}  // namespace plexus::peers
