#include "chain_node.hpp"

#include <api/chain/stored_history.hpp>
#include <api/eth/handlers.hpp>
#include <kit/testing/fake_peer.hpp>

namespace plexus::simulation {
namespace {

NodePlan plan_of_a_follower(Duration clock_ahead) {
    return {.plugins = {"scoring", "nodestore", "discv4", "peers", "eth68", "heads", "chainstore",
                        "sync", "relay", "txfetch"},
            // Days of an hour's traffic of discovery would show nothing more.
            .settings = {{"discv4", {{"lookup-interval", "5m"}}},
                         {"peers",
                          {{"min-peers", "6"}, {"max-peers", "12"}, {"health-interval", "10m"}}},
                         // Nobody executes the blocks, so nobody has receipts.
                         {"sync", {{"receipts", "false"}}},
                         // A process has room for the maps of a hundred stores of this size.
                         {"chainstore", {{"map-size", "1GiB"}}}},
            .bindings = {{"plexus.chain.reader", "relay"}},
            .clock_ahead = clock_ahead};
}

/// Whether a disconnection says that the other side has done wrong.
bool is_blame(net::Reason reason) {
    return reason == net::Reason::protocol_breach || reason == net::Reason::useless_peer ||
           reason == net::Reason::subprotocol_error;
}

}  // namespace

ChainNode::ChainNode(Environment& environment, std::uint64_t number, std::uint64_t chain_start,
                     Forks forks, std::vector<net::Node> bootnodes, Duration clock_ahead)
    : loop_(environment.loop),
      clock_ahead_(clock_ahead),
      presence_(environment, number, false),
      chain_(chain_start, forks, std::move(bootnodes)),
      miner_(std::make_shared<testing::FakePeer>(environment.loop, net::Node{})),
      running_(environment.loop, surroundings_, plan_of_a_follower(clock_ahead)) {
    presence_.add_to(surroundings_);
    surroundings_.provide<chain::ChainProfile>(chain_.profile());
    surroundings_.provide<chain::ChainParameters>(chain_.profile());
    surroundings_.provide<chain::HeaderRules>(chain_);
}

void ChainNode::start() {
    running_.start();
    events_ = running_.service<net::PeerPool>().on_event(
        [this](const net::PeerPoolEvent& event) { note(event); });
}

void ChainNode::note(const net::PeerPoolEvent& event) {
    const auto* const left = std::get_if<net::PeerLeft>(&event);
    if (left == nullptr || left->ended_by != net::Side::ours || !is_blame(left->reason)) return;
    blamed_[left->peer->node().id].push_back(left->reason);
    on_blame(*left->peer, left->reason);
}

chain::Head ChainNode::head() const { return running_.service<chain::ChainReader>().head(); }

std::optional<Hash256> ChainNode::hash_at(std::uint64_t number) const {
    awaitable<Result<Hash256>> reading =
        running_.service<chain::ChainReader>().canonical_hash(number);
    const Result<Hash256> hash = loop_.run(std::move(reading));
    return hash ? std::optional{*hash} : std::nullopt;
}

void ChainNode::mine() { loop_.spawn(hand_to_handlers(chain_.next_block(head()))); }

awaitable<void> ChainNode::hand_to_handlers(eth::RawBlock block) {
    const eth::Origin origin{.peer = miner_, .received_at = loop_.clock().now()};
    for (eth::BlockHandler* handler : running_.every<eth::BlockHandler>()) {
        awaitable<eth::ValidationResult> handling = handler->on_block(origin, block);
        co_await std::move(handling);
    }
}

}  // namespace plexus::simulation
