#include "explorer.hpp"

#include <algorithm>

#include <kit/crypto/random.hpp>

#include <kit/discovery/lookup.hpp>
#include <kit/discovery/pauses.hpp>

namespace plexus::discv4 {
namespace {

constexpr int random_targets_of_refresh = 3;

/// The longest pause while only bootnodes are known: the network may be starting up, and
/// go-ethereum tells other nodes of a new node only about 10 s after it has appeared.
constexpr std::chrono::seconds longest_pause_alone{5};

}  // namespace

Explorer::Explorer(State& state, Requests& requests, Prober& prober, DialCandidates& candidates,
                   Metrics& metrics, Logger logger, discovery::StoredNodes::SeedSource seeds)
    : state_{state},
      requests_{requests},
      prober_{prober},
      candidates_{candidates},
      log_{std::move(logger)},
      first_{state.parameters, std::move(seeds), log_},
      begun_{state.executor},
      lookups_{metrics.counter(
          {"plexus_discv4_lookups_total", "Walks towards a target that were begun"})},
      table_size_{metrics.gauge({"plexus_discv4_table_nodes", "Nodes in the routing table"})} {}

std::vector<net::Node> Explorer::start_for(const net::NodeId& target) const {
    std::vector<net::Node> start = state_.table.closest(place_of(target), nodes_per_response);
    return start.empty() ? first_.known() : start;
}

awaitable<void> Explorer::explore(net::NodeId target) {
    lookups_.add();
    std::vector<net::Node> start = start_for(target);
    discovery::LookupState progress{place_of(target), state_.self.id()};

    const discovery::QueryNode query =
        [this, target](net::Node node) -> awaitable<Result<std::vector<net::Node>>> {
        return find_node(std::move(node), target);
    };
    const std::vector<net::Node> found =
        co_await discovery::lookup(std::move(progress), std::move(start), query);
    for (const net::Node& node : found) prober_.consider(node);
    count();
}

awaitable<Result<std::vector<net::Node>>> Explorer::find_node(net::Node node, net::NodeId target) {
    Result<std::vector<net::Node>> told = co_await requests_.find_node(node, target);
    if (told) prober_.hear(*told, node);
    co_return told;
}

void Explorer::count() {
    table_size_.set(state_.table.size());
    // A node whose clock is so slow that its packets have expired when they arrive hears nothing
    // either.
    requests_.silence().tell(
        log_, state_.clock.now(), state_.table.size(), first_.known().size(),
        "is UDP blocked, or the clock of this machine slow by more than 20 s?");
}

awaitable<void> Explorer::refresh_once() {
    co_await first_.refresh();
    for (const net::Node& node : first_.known()) prober_.consider(node);
    co_await explore(state_.self.id());
    has_begun_ = true;
    begun_.notify();
    for (int round = 0; round < random_targets_of_refresh; ++round) {
        co_await explore(crypto::random_fixed<64>());
    }
    PLEXUS_LOG(log_, info) << "table refreshed" << kv("nodes", state_.table.size());
}

awaitable<void> Explorer::refresh() {
    while (true) {
        co_await refresh_once();
        state_.seeded = true;
        co_await sleep_for(discovery::refresh_pause(state_.parameters.refresh_interval));
    }
}

awaitable<void> Explorer::walk() {
    while (!has_begun_) co_await begun_.wait();
    while (true) {
        co_await candidates_.until_wanted();
        const SteadyTime begun = state_.clock.now();
        // No node responds: a host name may have another address by now.
        if (state_.table.size() == 0 && first_.has_names()) co_await first_.refresh();
        co_await explore(crypto::random_fixed<64>());
        prober_.pace().end_lookup();
        co_await sleep_for(prober_.pace().pause(longest_pause(), state_.clock.now() - begun));
    }
}

Duration Explorer::longest_pause() const {
    const bool alone = state_.table.size() <= state_.parameters.bootnodes.size();
    const Duration chosen = state_.parameters.lookup_interval;
    return alone ? std::min<Duration>(longest_pause_alone, chosen) : chosen;
}

}  // namespace plexus::discv4
