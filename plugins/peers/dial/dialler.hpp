#pragma once

#include <map>
#include <random>
#include <vector>

#include <api/net/discovery.hpp>
#include <api/net/node_store.hpp>
#include <api/net/transport.hpp>
#include <api/plugin/lease.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/peers/pool/pool.hpp>
#include "dial_history.hpp"
#include "peer_names.hpp"
#include "source_turns.hpp"

namespace plexus::peers {

/// Chooses nodes to dial, and dials them.
///
/// @thread  the pool's strand
class Dialler {
public:
    /// @param store  chooses the nodes that recall() dials, and is told the outcome of each dial
    /// @param names  looks up the addresses of static nodes that have host names
    Dialler(Pool& pool, net::Transport& transport, net::NodeStore& store, PeerNames& names,
            Runtime& runtime, Metrics& metrics);

    /// Stays connected to the static nodes. Until cancelled.
    awaitable<void> keep();

    /// Dials the nodes that a discovery finds, whenever there is a free slot. Until it ends or
    /// cancelled.
    awaitable<void> follow(Lease<net::Discovery> discovery);

    /// Dials the anchors, and then nodes of the store by chance whenever there is a free slot:
    /// half of all dials, as long as the store has any that are ready. Until cancelled.
    awaitable<void> recall(std::vector<net::Node> anchors);

    /// Tries a remembered node every two minutes: one whose place in the store a newer one wants,
    /// or while all slots are taken one that was not tried. Until cancelled.
    awaitable<void> feel();

    /// Warns while there are no peers, once a minute, and says what is tried. Until cancelled.
    awaitable<void> warn();

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
    struct DialResult {
        ErrorCode error{};
        SteadyTime met{};
        std::optional<Ending> ending{};
    };

    bool has_slot() const;
    std::size_t dialling_kept() const;
    awaitable<void> wait_for_slot();
    bool is_apart(const net::Node& node) const;
    bool is_wanted(const net::Node& node);
    bool is_crowded(const net::Node& node) const;
    bool consider(const net::Node& node);
    Duration dial_kept();
    std::size_t most_of_one_source() const;
    void start(const net::Node& node, SourceTurns::Seat seat = {});
    awaitable<void> dial(net::Node node, SourceTurns::Seat seat);
    awaitable<void> connect(net::Node node, Mark& mark, DialResult& outcome);
    awaitable<void> reach(net::Node node, Mark& mark, DialResult& outcome);
    awaitable<void> dial_link(net::Node node, std::vector<Offer>& offers, net::LinkPtr& link,
                              DialResult& outcome);
    void judge(const net::Node& node, const DialResult& outcome);
    void judge_ended(const net::Node& node, const DialResult& outcome);
    void judge_failed(const net::Node& node, const ErrorCode& error);
    void warn_of_static(const net::Node& node, const ErrorCode& error);
    void note(const net::Node& node, net::DialOutcome outcome);
    awaitable<void> tell_store(net::NodeUpdate news);
    static net::DialOutcome outcome_of(const ErrorCode& error);
    net::DialOutcome outcome_of(const net::Hello& hello) const;

    // recall.cpp
    awaitable<bool> dial_remembered();
    awaitable<std::vector<net::NodeEntry>> draw_from_store();
    void restore(const net::NodeEntry& entry);
    bool is_turn_of_memory() const;
    awaitable<bool> touch_contested();
    awaitable<void> touch_untried();
    awaitable<void> touch(net::Node node);
    const char* next_step() const;

    Pool& pool_;
    net::Transport& transport_;
    net::NodeStore& store_;
    PeerNames& names_;
    Runtime& runtime_;
    DialHistory history_;
    std::map<net::NodeId, asio::ip::address> dialling_;
    std::minstd_rand random_;
    net::LruMap<net::NodeId, SteadyTime> warned_of_;  ///< static nodes, and when last
    bool anchors_first_ = false;                      ///< nothing else is dialled meanwhile
    bool memory_is_ready_ = false;
    SourceTurns source_turns_{};
    int surplus_of_discovery_ = 0;  ///< nodes dialled from discovery more than from memory
    std::size_t tried_ = 0;         ///< dials since warn() looked last
    std::string last_error_;        ///< of them
    Counter& dials_;
    Counter& failures_;
};

}  // namespace plexus::peers
