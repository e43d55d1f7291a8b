#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>

#include "full_node.hpp"
#include "observer.hpp"
#include "parameters.hpp"
#include "random.hpp"

using namespace plexus;
using namespace plexus::simulation;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t bootnodes = 3;
constexpr FullNode::Limits honest_limits{8, 20};
/// A hostile node takes everybody whom it gets.
constexpr FullNode::Limits hostile_limits{5'000, 5'000};

constexpr std::size_t usual_hostile_share = 20;

/// Longer than a peer may be of no use while all slots are taken: those who came first, and say
/// nothing, are found out only then.
constexpr std::size_t usual_minutes = 15;

/// What a crowd of nodes is like at a moment.
struct Figures {
    std::size_t honest = 0;    ///< honest nodes that run
    std::size_t settled = 0;   ///< of these, with at least min peers
    std::size_t most = 0;      ///< peers of the node with the most
    std::size_t slots = 0;     ///< taken slots of honest nodes
    std::size_t attacked = 0;  ///< of these, by hostile nodes
    std::size_t dialled = 0;   ///< of the taken slots, those that the honest nodes dialled
    std::size_t trapped = 0;   ///< of the dialled ones, hostile ones
    std::size_t cut_off = 0;   ///< honest nodes without an honest peer
};

/// Whether a node is one of so many hostile ones in a hundred, who are spread evenly.
bool is_hostile(std::size_t number, std::size_t in_hundred) {
    return number >= bootnodes && (number + 1) * in_hundred / 100 != number * in_hundred / 100;
}

/// A network of full nodes, of which some are hostile, which follows from its seed.
class Crowd {
public:
    Crowd(std::uint64_t seed, std::size_t count, std::size_t hostile_share) : seed_(seed) {
        seed_random(seed);
        std::vector<net::Node> known;
        for (std::size_t i = 0; i < count; ++i) {
            const bool hostile = is_hostile(i, hostile_share);
            nodes_.push_back(std::make_unique<FullNode>(
                environment, i, hostile, hostile ? hostile_limits : honest_limits, known));
            if (i < bootnodes) known.push_back(nodes_.back()->node());
            if (hostile) hostile_.insert(nodes_.back()->node().id);
        }
        known_ = known;
        for (const auto& node : nodes_) node->start();
    }

    Figures look() const {
        Figures figures;
        for (const auto& node : nodes_) {
            if (node->runs() && !node->hostile()) count(*node, figures);
        }
        return figures;
    }

    /// Lets time pass until so many of a hundred running honest nodes have their peers.
    /// @returns the seconds that it took; the limit if they did not
    std::size_t settle(std::size_t in_hundred, std::size_t limit) {
        for (std::size_t second = 0; second < limit; ++second) {
            const Figures now = look();
            if (now.settled * 100 >= now.honest * in_hundred) return second;
            environment.loop.advance(1s);
        }
        return limit;
    }

    /// The honest nodes but the bootnodes, each n-th.
    std::vector<FullNode*> each(std::size_t n) const {
        std::vector<FullNode*> chosen;
        for (std::size_t i = bootnodes; i < nodes_.size(); i += n) {
            if (!nodes_[i]->hostile()) chosen.push_back(nodes_[i].get());
        }
        return chosen;
    }

    void kill_bootnodes() {
        for (std::size_t i = 0; i < bootnodes; ++i) nodes_[i]->crash();
    }

    /// In hundredths: how many of the honest nodes that run a newcomer's lookups find.
    std::size_t lookup_success(Duration within) {
        Observer observer(environment, nodes_.size(), known_);
        environment.loop.advance(within);
        std::size_t honest = 0;
        std::size_t found = 0;
        for (const auto& node : nodes_) {
            if (node->hostile() || !node->runs()) continue;
            ++honest;
            found += observer.found().contains(node->node().id) ? 1 : 0;
        }
        return found * 100 / honest;
    }

    /// What a person needs to see what went wrong, and to see it again.
    std::string trace() const {
        std::ostringstream out;
        out << "PLEXUS_SIMULATION_SEED=" << seed_ << " PLEXUS_SIMULATION_NODES=" << nodes_.size()
            << ": after " << environment.loop.elapsed() / 1s << " s and "
            << environment.internet.datagrams() << " datagrams\n";
        for (const auto& node : nodes_) {
            Figures figures;
            count(*node, figures);
            out << "  " << node->node().endpoint().address << ' '
                << (node->hostile() ? "hostile " : "") << name_of(node->kind())
                << (node->runs() ? "" : " (down)") << ": peers " << figures.slots
                << ", of them hostile " << figures.attacked << '\n';
        }
        return out.str();
    }

    Environment environment;

private:
    void count(const FullNode& node, Figures& figures) const {
        std::size_t hostile = 0;
        const std::vector<net::PeerPtr> peers = node.peers();
        for (const net::PeerPtr& peer : peers) {
            const bool attacks = hostile_.contains(peer->node().id);
            const bool dialled = peer->direction() == net::Direction::outbound;
            hostile += attacks ? 1 : 0;
            figures.dialled += dialled ? 1 : 0;
            figures.trapped += dialled && attacks ? 1 : 0;
        }
        ++figures.honest;
        figures.settled += peers.size() >= honest_limits.min_peers ? 1 : 0;
        figures.most = std::max(figures.most, peers.size());
        figures.slots += peers.size();
        figures.attacked += hostile;
        figures.cut_off += hostile == peers.size() ? 1 : 0;
    }

    std::uint64_t seed_;
    std::set<net::NodeId> hostile_;
    std::vector<net::Node> known_;
    std::vector<std::unique_ptr<FullNode>> nodes_;
};

void print(const char* when, std::size_t seconds, const Figures& figures) {
    std::cout << "  " << std::left << std::setw(26) << when << std::right << std::setw(4) << seconds
              << " s: " << figures.settled << " of " << figures.honest << " settled, "
              << figures.slots / figures.honest << " peers each, at most " << figures.most << ", "
              << figures.attacked * 100 / std::max<std::size_t>(figures.slots, 1)
              << " % of the slots hostile, "
              << figures.trapped * 100 / std::max<std::size_t>(figures.dialled, 1) << " % of the "
              << figures.dialled / figures.honest << " dialled ones, " << figures.cut_off
              << " cut off" << std::endl;
}

/// @returns the fingerprint of a run in which a node is killed and started again
std::uint64_t run_shortly(std::uint64_t seed) {
    Crowd crowd(seed, 10, usual_hostile_share);
    crowd.environment.loop.advance(1min);
    crowd.each(3).front()->crash();
    crowd.environment.loop.advance(10s);
    crowd.each(3).front()->start();
    crowd.environment.loop.advance(1min);
    return crowd.environment.internet.fingerprint();
}

/// Some numbers are drawn once in a process, by the library that first needs them: that is done
/// before the run that counts.
void warm_up() {
    static const std::uint64_t once = run_shortly(0);
    static_cast<void>(once);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_pools, *boost::unit_test::fixture(&warm_up))

BOOST_AUTO_TEST_CASE(pools_settle_hold_and_come_back_among_a_fifth_of_hostile_nodes) {
    const std::size_t nodes = node_count(40);
    const std::size_t hostile = hostile_in_hundred(usual_hostile_share);
    for (const std::uint64_t seed : seeds({1})) {
        std::cout << "seed " << seed << ", " << nodes << " nodes, " << hostile << " % hostile"
                  << std::endl;
        Crowd crowd(seed, nodes, hostile);
        const std::size_t filled = crowd.settle(95, 300);
        print("filled", filled, crowd.look());
        BOOST_TEST(filled < 300U, crowd.trace());

        std::size_t least = 100;
        Figures figures;
        for (std::size_t minute = 1; minute <= minutes(usual_minutes); ++minute) {
            crowd.environment.loop.advance(1min);
            figures = crowd.look();
            least = std::min(least, figures.settled * 100 / figures.honest);
            BOOST_TEST(figures.most <= honest_limits.max_peers, crowd.trace());
            if (minute % 5 == 0) print("held", minute * 60, figures);
        }
        BOOST_TEST(least >= 95U, least << " % settled; " << crowd.trace());
        BOOST_TEST(figures.cut_off == 0U, crowd.trace());
        BOOST_TEST(figures.attacked * 100 <= figures.slots * (40 + hostile), crowd.trace());
        BOOST_TEST(figures.trapped * 100 <= figures.dialled * (10 + hostile), crowd.trace());

        const std::size_t success = crowd.lookup_success(3min);
        std::cout << "  a newcomer finds " << success << " % of the honest nodes in 3 minutes"
                  << std::endl;
        BOOST_TEST(success >= 90U, crowd.trace());

        crowd.kill_bootnodes();
        const std::vector<FullNode*> victims = crowd.each(4);
        for (FullNode* node : victims) node->crash();
        crowd.environment.loop.advance(1min);
        for (FullNode* node : victims) node->start();
        const std::size_t recovered = crowd.settle(95, 300);
        print("a fifth restarted", recovered, crowd.look());
        std::cout << "  after " << crowd.environment.internet.datagrams()
                  << " datagrams, fingerprint " << crowd.environment.internet.fingerprint()
                  << std::endl;
        BOOST_TEST(recovered < 300U, crowd.trace());
        BOOST_TEST(crowd.look().cut_off == 0U, crowd.trace());
    }
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_run_of_pools_to_the_last_datagram) {
    std::set<std::uint64_t> fingerprints;
    for (int i = 0; i < 2; ++i) fingerprints.insert(run_shortly(3));
    BOOST_TEST(fingerprints.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
