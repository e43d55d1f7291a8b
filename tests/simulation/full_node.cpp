#include "full_node.hpp"

namespace plexus::simulation {
namespace {

NodePlan plan_of(bool hostile, FullNode::Limits limits) {
    NodePlan plan{.plugins = {"scoring", "nodestore", "discv4", "peers"}};
    plan.settings["peers"] = {{"min-peers", std::to_string(limits.min_peers)},
                              {"max-peers", std::to_string(limits.max_peers)}};
    if (hostile) plan.settings["peers"].emplace_back("network-limits", "false");
    return plan;
}

}  // namespace

FullNode::FullNode(Environment& environment, std::uint64_t number, bool hostile, Limits limits,
                   std::vector<net::Node> bootnodes)
    : hostile_(hostile),
      kind_(hostile && number % 2 == 0 ? hostile_kind(number / 2) : Kind::honest),
      presence_(environment, number, hostile),
      talk_(!hostile),
      running_(environment.loop, surroundings_, plan_of(hostile, limits)) {
    profile_.boot = std::move(bootnodes);
    misbehave(presence_.port, kind_, environment.loop.clock());
    presence_.add_to(surroundings_);
    surroundings_.provide<chain::ChainProfile>(profile_);
    surroundings_.provide<chain::HeadTracker>(heads_);
    surroundings_.provide<net::Capability>(talk_);
}

}  // namespace plexus::simulation
