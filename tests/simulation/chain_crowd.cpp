#include "chain_crowd.hpp"

#include <algorithm>
#include <sstream>

#include "random.hpp"

namespace plexus::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bootnodes = 2;

/// How often hostile nodes act.
constexpr std::chrono::seconds act_interval{20};

/// One block in so many has a sibling.
constexpr std::uint64_t sibling_in = 10;

std::uint64_t unix_seconds(WallTime time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

ChainCrowd::ChainCrowd(std::uint64_t seed, std::size_t count, Times times, std::optional<Lie> only)
    : seed_(seed), start_(unix_seconds(environment_.loop.clock().wall())), times_(times) {
    seed_random(seed);
    environment_.network.latency = 50ms;
    const Forks all_know{start_ + static_cast<std::uint64_t>(times.planned_fork.count()), {}};
    Forks some_know = all_know;
    some_know.disputed = start_ + static_cast<std::uint64_t>(times.disputed_fork.count());
    std::vector<net::Node> known;
    for (std::size_t i = 0; i < count; ++i) {
        if (i >= bootnodes && i % 5 == 4) {
            const Lie lie = only.value_or(lie_after(Lie{}, hostile_.size() + seed));
            const Forks& forks = hostile_.size() % 2 == 0 ? some_know : all_know;
            hostile_.push_back(std::make_unique<HostileNode>(
                environment_, i, lie, start_, forks, known, [this] { return true_head(); }));
            continue;
        }
        const Forks& forks = knows_the_dispute(honest_.size()) ? some_know : all_know;
        add_honest(i, forks, known);
        if (i < bootnodes) known.push_back(honest_.back()->node());
    }
    for (const auto& node : honest_) node->start();
    for (const auto& node : hostile_) node->start();
}

/// Nodes part with their peers while they end, when there is nothing left to tell it to.
ChainCrowd::~ChainCrowd() {
    for (const auto& node : honest_) node->on_blame = [](const net::Peer&, net::Reason) {};
}

/// Clocks are wrong by up to five seconds, as those of most machines are that nobody watches.
void ChainCrowd::add_honest(std::uint64_t number, Forks forks, std::vector<net::Node> bootnodes) {
    const Duration ahead = std::chrono::milliseconds{draw_below(10'001)} - 5s;
    honest_.push_back(std::make_unique<ChainNode>(environment_, number, start_, forks,
                                                  std::move(bootnodes), ahead));
    ChainNode& node = *honest_.back();
    const std::size_t honest = honest_.size() - 1;
    number_of_[node.node().id] = honest;
    node.on_blame = [this, honest](const net::Peer& peer, net::Reason reason) {
        const auto other = number_of_.find(peer.node().id);
        if (other == number_of_.end() || !follow_the_same_rules(honest, other->second)) return;
        story_.tell(name_of_honest(honest) + " WRONGS " + name_of_honest(other->second) + ": " +
                    std::string(to_string(reason)));
    };
}

std::string ChainCrowd::name_of_honest(std::size_t honest) const {
    return honest_[honest]->node().endpoint().address.to_string();
}

void ChainCrowd::crash(std::size_t honest) {
    story_.tell(name_of_honest(honest) + " crashes at block " +
                std::to_string(honest_.at(honest)->head().number));
    honest_.at(honest)->crash();
}

void ChainCrowd::start(std::size_t honest) {
    honest_.at(honest)->start();
    story_.tell(name_of_honest(honest) + " is back, at block " +
                std::to_string(honest_.at(honest)->head().number));
}

void ChainCrowd::turn_a_liar() {
    if (hostile_.empty()) return;
    HostileNode& node = *hostile_[draw_below(hostile_.size())];
    turn(node, 1);
}

void ChainCrowd::turn_all_liars() {
    for (const auto& node : hostile_) turn(*node, hostile_.size());
}

void ChainCrowd::turn(HostileNode& node, std::size_t places) {
    node.turn_to(lie_after(node.lie(), places));
    story_.tell(node.node().endpoint().address.to_string() +
                ", hostile, turns to: " + name_of(node.lie()));
}

bool ChainCrowd::disputed() const { return passed_ >= times_.disputed_fork; }

bool ChainCrowd::follow_the_same_rules(std::size_t one, std::size_t other) const {
    return !disputed() || knows_the_dispute(one) == knows_the_dispute(other);
}

chain::Head ChainCrowd::true_head() const {
    return (*std::ranges::find_if(honest_, [](const auto& node) { return node->runs(); }))->head();
}

/// The running nodes of either side of the dispute; all of them as long as there is none.
std::vector<ChainNode*> ChainCrowd::camp(bool knowing) const {
    std::vector<ChainNode*> nodes;
    for (std::size_t i = 0; i < honest_.size(); ++i) {
        const bool belongs = !disputed() || knows_the_dispute(i) == knowing;
        if (belongs && honest_[i]->runs()) nodes.push_back(honest_[i].get());
    }
    return nodes;
}

void ChainCrowd::make_blocks() {
    for (const bool knowing : {true, false}) {
        if (!knowing && !disputed()) return;
        const std::vector<ChainNode*> able = camp(knowing);
        const int siblings = draw_below(sibling_in) == 0 ? 2 : 1;
        for (int i = 0; i < siblings; ++i, ++made_) able[draw_below(able.size())]->mine();
    }
}

void ChainCrowd::live(std::chrono::seconds time) {
    const std::chrono::seconds until = passed_ + time;
    while (passed_ < until) {
        environment_.loop.advance(act_interval);
        passed_ += act_interval;
        for (const auto& node : hostile_) node->act();
        note_stale(act_interval);
        if (passed_ == times_.planned_fork) story_.tell("the planned fork");
        if (passed_ == times_.disputed_fork) story_.tell("the fork that half of them do not know");
        if (passed_.count() % static_cast<long>(block_time) == 0) make_blocks();
    }
}

void ChainCrowd::note_stale(std::chrono::seconds passed) {
    std::map<std::pair<net::NodeId, net::NodeId>, std::chrono::seconds> kept;
    for (const auto& node : hostile_) {
        if (node->lie() != Lie::stale) continue;
        for (const net::NodeId& peer : node->peers()) {
            if (!number_of_.contains(peer)) continue;
            const std::pair both{node->node().id, peer};
            kept[both] = kept_stale_[both] + passed;
            longest_kept_stale_ = std::max(longest_kept_stale_, kept[both]);
        }
    }
    kept_stale_ = std::move(kept);
}

void ChainCrowd::part(std::size_t remainder) {
    std::set<asio::ip::address> parted;
    for (std::size_t i = 0; i < honest_.size(); ++i) {
        if (i % 3 == remainder) parted.insert(honest_[i]->node().endpoint().address);
    }
    std::string names;
    for (const asio::ip::address& address : parted) names += ' ' + address.to_string();
    story_.tell("parted from all others:" + names);
    const auto reach = [parted](const asio::ip::address& one, const asio::ip::address& other) {
        return parted.contains(one) == parted.contains(other);
    };
    environment_.network.part(reach);
    environment_.internet.passes = [reach](const Internet::Endpoint& from,
                                           const Internet::Endpoint& to) {
        return reach(from.address(), to.address());
    };
}

void ChainCrowd::unite() {
    const auto all = [](const auto&, const auto&) { return true; };
    story_.tell("all reach each other again");
    environment_.network.part(all);
    environment_.internet.passes = all;
}

std::uint64_t ChainCrowd::lowest_head() const {
    std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
    for (const auto& node : honest_) {
        if (node->runs()) lowest = std::min(lowest, node->head().number);
    }
    return lowest;
}

bool ChainCrowd::agrees(std::uint64_t behind) const {
    for (const bool knowing : {true, false}) {
        std::uint64_t highest = 0;
        for (const ChainNode* node : camp(knowing)) {
            highest = std::max(highest, node->head().number);
        }
        std::set<std::optional<Hash256>> hashes;
        for (const ChainNode* node : camp(knowing)) {
            hashes.insert(node->hash_at(highest > behind ? highest - behind : 0));
        }
        if (hashes.size() != 1 || !*hashes.begin()) return false;
    }
    return true;
}

std::size_t ChainCrowd::cut_off() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < honest_.size(); ++i) {
        if (!honest_[i]->runs()) continue;
        const std::vector<net::NodeId> peers = honest_[i]->peers();
        count += std::ranges::none_of(peers, [&](const net::NodeId& id) {
            const auto other = number_of_.find(id);
            return other != number_of_.end() && follow_the_same_rules(i, other->second);
        });
    }
    return count;
}

std::size_t ChainCrowd::wronged() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < honest_.size(); ++i) {
        for (const auto& [id, reasons] : honest_[i]->blamed()) {
            const auto other = number_of_.find(id);
            if (other == number_of_.end()) continue;
            if (follow_the_same_rules(i, other->second)) count += reasons.size();
        }
    }
    return count;
}

std::uint64_t ChainCrowd::fingerprint() const {
    std::uint64_t print = environment_.internet.fingerprint();
    for (const auto& node : honest_) {
        if (node->runs()) print = print * 31 + node->head().hash.bytes[0];
    }
    return print;
}

std::string ChainCrowd::figures() const {
    std::size_t slots = 0;
    std::size_t attacked = 0;
    for (const auto& node : honest_) {
        for (const net::NodeId& id : node->peers()) {
            ++slots;
            attacked += number_of_.contains(id) ? 0 : 1;
        }
    }
    std::ostringstream out;
    out << passed_.count() / 3600 << " h: lowest head " << lowest_head() << ", " << made_
        << " blocks made, " << slots << " slots, " << attacked << " of them hostile, " << cut_off()
        << " cut off, " << wronged() << " wronged, " << environment_.internet.datagrams()
        << " datagrams";
    return std::move(out).str();
}

std::string ChainCrowd::trace() const {
    std::ostringstream out;
    out << "PLEXUS_SIMULATION_SEED=" << seed_ << ": " << figures() << '\n' << story_.text();
    for (std::size_t i = 0; i < honest_.size(); ++i) {
        const ChainNode& node = *honest_[i];
        out << "  " << node.node().endpoint().address << (knows_the_dispute(i) ? " knows" : "")
            << ", clock " << std::showpos << node.clock_ahead() / 1ms << std::noshowpos << " ms";
        if (node.runs()) {
            out << ": head " << node.head().number << ' ' << to_hex(node.head().hash) << ", "
                << node.peers().size() << " peers";
        } else {
            out << " (down)";
        }
        for (const auto& [id, reasons] : node.blamed()) {
            const auto other = number_of_.find(id);
            if (other == number_of_.end()) continue;
            out << "; blamed " << honest_[other->second]->node().endpoint().address << ':';
            for (const net::Reason reason : reasons) out << ' ' << to_string(reason);
        }
        out << '\n';
    }
    for (const auto& node : hostile_) {
        out << "  " << node->node().endpoint().address << " hostile, " << name_of(node->lie())
            << ": " << node->peers().size() << " peers\n";
    }
    return std::move(out).str();
}

}  // namespace plexus::simulation
