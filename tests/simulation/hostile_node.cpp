#include "hostile_node.hpp"

#include <api/async/within.hpp>
#include <api/net/peer_pool.hpp>

#include "random.hpp"

namespace plexus::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t announced_at_once = 64;

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
    constexpr const char* names[lies] = {"mute",    "withholds", "boasts", "stale",
                                         "invents", "announces", "leaves"};
    return names[static_cast<std::size_t>(lie)];
}

HostileNode::HostileNode(Environment& environment, std::uint64_t number, Lie lie,
                         std::uint64_t chain_start, Forks forks, std::vector<net::Node> bootnodes,
                         Truth truth)
    : lie_(lie),
      presence_(environment, number, true),
      chain_(chain_start, forks, std::move(bootnodes)),
      blocks_(heads_, lie_),
      truth_(std::move(truth)),
      running_(environment.loop, surroundings_, plan_of_a_liar()) {
    tell_head(chain_.profile().genesis());
    presence_.add_to(surroundings_);
    surroundings_.provide<chain::ChainProfile>(chain_.profile());
    surroundings_.provide<chain::HeadTracker>(heads_);
    surroundings_.provide<chain::ChainReader>(blocks_);
}

awaitable<Result<chain::RawItems>> HostileNode::NoBlocks::nothing() {
    if (lie_ == Lie::mute) co_await sleep_for(1h);
    co_return chain::RawItems{};
}

void HostileNode::tell_head(const chain::Head& head) { heads_.set_local_head(head, 0); }

template <class Function>
void HostileNode::for_each_peer(Function&& function) {
    for (const net::PeerPtr& peer : running_.service<net::PeerPool>().peers()) {
        if (const auto remote = peer->handle<eth::Remote>()) function(*remote);
    }
}

void HostileNode::send(const eth::RawBlock& block) {
    const eth::BlockGossip whole =
        eth::make_gossip(eth::NewBlock{block, block.total_difficulty.value()});
    for_each_peer([&](eth::Remote& remote) { (void)remote.send_block(whole); });
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
    const eth::RawBlock last = truth_();
    switch (lie_) {
        case Lie::mute:
        case Lie::withholds:
            tell_head(head_of(last));
            return;
        case Lie::boasts:
            boast(head_of(last));
            return;
        case Lie::stale:
            return;
        case Lie::invents:
            tell_head(head_of(last));
            send(chain_.next_block(head_of(last), Seal::none));
            return;
        case Lie::announces:
            tell_head(head_of(last));
            announce_what_is_not_there(last.number + 1);
            return;
        case Lie::leaves:
            tell_head(head_of(last));
            net::PeerPool& pool = running_.service<net::PeerPool>();
            for (const net::NodeId& id : peers()) (void)pool.disconnect(id, net::Reason::requested);
    }
}

}  // namespace plexus::simulation
