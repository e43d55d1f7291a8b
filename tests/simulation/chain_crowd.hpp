#pragma once

#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chain_node.hpp"
#include "hostile_node.hpp"
#include "story.hpp"

namespace plexus::simulation {

/// Nodes that follow a chain, one in five of all hostile, in a run that follows from its seed.
///
/// Each `block_time` one of the honest nodes makes the next block; one time in ten two of them do,
/// so that the chain reorganises.
class ChainCrowd {
public:
    struct Times {
        std::chrono::seconds planned_fork;   ///< after the start
        std::chrono::seconds disputed_fork;  ///< every other node does not know of it
    };

    /// @param only  the way of all hostile nodes; if none, they take the list of lies in turn
    ChainCrowd(std::uint64_t seed, std::size_t count, Times times, std::optional<Lie> only = {});
    ~ChainCrowd();
    ChainCrowd(const ChainCrowd&) = delete;
    ChainCrowd& operator=(const ChainCrowd&) = delete;

    /// Lets time pass.
    void live(std::chrono::seconds time);

    /// From now on the nodes whose number has this remainder by 3 hear the others no longer.
    void part(std::size_t remainder);
    void unite();

    void crash(std::size_t honest);
    void start(std::size_t honest);

    /// A hostile node does from now on what the next one in the list of lies does.
    void turn_a_liar();

    /// Each hostile node takes up a lie that none of them had before, as long as the list goes on.
    void turn_all_liars();

    std::size_t honest_count() const noexcept { return honest_.size(); }

    /// Whether, among those that follow the same rules, all running nodes have stored the same
    /// chain up to the last block but `behind` of the one that is furthest.
    bool agrees(std::uint64_t behind) const;

    /// The lowest head among the running nodes.
    std::uint64_t lowest_head() const;

    /// How many blocks there would be if no minute had been lost.
    std::uint64_t minutes() const noexcept {
        return static_cast<std::uint64_t>(passed_.count()) / block_time;
    }

    /// Running nodes without an honest peer that follows the same rules.
    std::size_t cut_off() const;

    /// How often an honest node disconnected an honest one of the same rules for a fault.
    std::size_t wronged() const;

    /// The longest time for which an honest node has kept a hostile one that stood still.
    std::chrono::seconds longest_kept_stale() const noexcept { return longest_kept_stale_; }

    /// A number that is another one if any datagram or any stored block is.
    std::uint64_t fingerprint() const;

    /// What a person needs to see what went wrong, and to see it again.
    std::string trace() const;

    /// One line of figures.
    std::string figures() const;

private:
    void add_honest(std::uint64_t number, Forks forks, std::vector<net::Node> bootnodes);
    std::string name_of_honest(std::size_t honest) const;
    bool knows_the_dispute(std::size_t honest) const noexcept { return honest % 2 == 0; }
    bool disputed() const;
    bool follow_the_same_rules(std::size_t one, std::size_t other) const;
    std::vector<ChainNode*> camp(bool knowing) const;
    void make_blocks();
    chain::Head true_head() const;
    void turn(HostileNode& node, std::size_t places);
    void note_stale(std::chrono::seconds passed);

    std::uint64_t seed_;
    Environment environment_;
    Story story_{environment_.loop};
    std::uint64_t start_;
    Times times_;
    std::vector<std::unique_ptr<ChainNode>> honest_;
    std::vector<std::unique_ptr<HostileNode>> hostile_;
    std::map<net::NodeId, std::size_t> number_of_;  ///< of the honest nodes
    std::map<std::pair<net::NodeId, net::NodeId>, std::chrono::seconds> kept_stale_;
    std::chrono::seconds longest_kept_stale_{};
    std::chrono::seconds passed_{};
    std::size_t made_ = 0;
};

}  // namespace plexus::simulation
