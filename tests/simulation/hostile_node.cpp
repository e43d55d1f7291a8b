#include "hostile_node.hpp"

#include <api/net/peer_pool.hpp>
#include <kit/testing/eth/fake_transactions.hpp>

#include "random.hpp"

namespace plexus::simulation {
namespace {

constexpr std::size_t announced_at_once = 64;
constexpr std::size_t transactions_at_once = 64;
constexpr int repetitions = 30;

/// Where no chain of these simulations gets.
constexpr std::uint64_t absurd_height = 1'000'000;

NodePlan plan_of_a_liar() {
    return {.plugins = {"scoring", "nodestore", "discv4", "peers", "eth68"},
            .settings = {
                {"discv4", {{"lookup-interval", "5m"}}},
                {"peers",
                 {{"min-peers", "1000"}, {"max-peers", "1000"}, {"network-limits", "false"}}}}};
}

Hash256 draw_hash() {
    Hash256 hash;
    for (std::uint8_t& byte : hash.bytes) byte = static_cast<std::uint8_t>(draw());
    return hash;
}

}  // namespace

const char* name_of(Lie lie) {
    constexpr const char* names[lies] = {"mute",    "withholds", "boasts",  "stale",
                                         "invents", "announces", "leaves",  "fronts",
                                         "forges",  "drags",     "repeats", "spams"};
    return names[static_cast<std::size_t>(lie)];
}

HostileNode::HostileNode(Environment& environment, std::uint64_t number, Lie lie,
                         std::uint64_t chain_start, Forks forks, std::vector<net::Node> bootnodes,
                         Truth truth)
    : lie_(lie),
      presence_(environment, number, true),
      chain_(chain_start, forks, std::move(bootnodes)),
      absurd_(chain_.next_block({.number = absurd_height}, Seal::none)),
      blocks_(heads_, lie_),
      truth_(std::move(truth)),
      running_(environment.loop, surroundings_, plan_of_a_liar()) {
    tell_head(chain_.profile().genesis());
    presence_.add_to(surroundings_);
    surroundings_.provide<chain::ChainProfile>(chain_.profile());
    surroundings_.provide<chain::HeadTracker>(heads_);
    surroundings_.provide<chain::ChainReader>(blocks_);
}

void HostileNode::tell_head(const chain::Head& head) { heads_.set_local_head(head, 0); }

template <class Function>
void HostileNode::for_each_peer(Function&& function) {
    for (const net::PeerPtr& peer : running_.service<net::PeerPool>().peers()) {
        if (const auto remote = peer->handle<eth::Remote>()) function(*remote);
    }
}

void HostileNode::send(const eth::RawBlock& block, int times) {
    const eth::BlockGossip whole =
        eth::make_gossip(eth::NewBlock{block, block.total_difficulty.value()});
    for_each_peer([&](eth::Remote& remote) {
        for (int i = 0; i < times; ++i) (void)remote.send_block(whole);
    });
}

void HostileNode::announce_block(const Hash256& hash, std::uint64_t number) {
    const auto block = eth::make_gossip(std::vector<eth::BlockAnnouncement>{{hash, number}});
    for_each_peer([&](eth::Remote& remote) { (void)remote.announce_blocks(block); });
}

void HostileNode::send_bad_transactions() {
    std::vector<eth::RawTransaction> transactions;
    for (std::size_t i = 0; i < transactions_at_once; ++i) {
        eth::Transaction transaction = testing::fake_transaction({.nonce = draw()});
        transaction.r = Uint256(0);  // no point of the curve
        transactions.push_back(testing::raw(transaction));
    }
    const auto gossip = eth::make_gossip(std::move(transactions));
    for_each_peer([&](eth::Remote& remote) { (void)remote.send_transactions(gossip); });
}

void HostileNode::announce_what_is_not_there(std::uint64_t number) {
    std::vector<eth::BlockAnnouncement> blocks;
    std::vector<eth::TransactionAnnouncement> transactions;
    for (std::size_t i = 0; i < announced_at_once; ++i) {
        blocks.push_back({draw_hash(), number});
        transactions.push_back({draw_hash(), 2, 200});
    }
    const auto block_hashes = eth::make_gossip(std::move(blocks));
    const auto transaction_hashes = eth::make_gossip(std::move(transactions));
    for_each_peer([&](eth::Remote& remote) {
        (void)remote.announce_blocks(block_hashes);
        (void)remote.announce_transactions(transaction_hashes);
    });
}

void HostileNode::boast(chain::Head head) {
    head.number += 100;
    head.hash = draw_hash();
    head.total_difficulty = head.total_difficulty.checked_add(Uint256(1'000'000)).value();
    tell_head(head);
}

void HostileNode::act() {
    if (lie_ == Lie::stale) return;
    const chain::Head last = truth_();
    if (lie_ == Lie::boasts) return boast(last);
    tell_head(last);
    switch (lie_) {
        case Lie::invents:
            return send(chain_.next_block(last, Seal::none));
        case Lie::announces:
            return announce_what_is_not_there(last.number + 1);
        case Lie::fronts:
            return announce_block(last.hash, last.number);
        case Lie::repeats:
            return send(absurd_, repetitions);
        case Lie::spams:
            return send_bad_transactions();
        case Lie::leaves:
            return leave_all();
        case Lie::mute:
        case Lie::withholds:
        case Lie::forges:
        case Lie::drags:
        case Lie::boasts:
        case Lie::stale:
            return;
    }
}

void HostileNode::leave_all() {
    net::PeerPool& pool = running_.service<net::PeerPool>();
    for (const net::NodeId& id : peers()) (void)pool.disconnect(id, net::Reason::requested);
}

}  // namespace plexus::simulation
